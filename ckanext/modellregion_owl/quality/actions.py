"""Actions of the API about checks and points, and who may use them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.logic.rights import may_edit_something, organisations
from ckanext.modellregion_owl.quality import listing, show, summary, told
from ckanext.modellregion_owl.quality.listing import Wanted
from ckanext.modellregion_owl.quality.metrics import MOST, rating
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.validation.result import ORDER


@tk.side_effect_free
def modellregion_quality_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the points of a public dataset's description, as data.europa.eu counts them.

    :param id: name or id of the dataset.
    :returns: `points` of `most` (405), `unknown` (points that hang on links nobody has asked yet),
        `rating`, `next` (what brings points), `dimensions` with `metrics`, `govdata` (rules of
        GovData's dashboard), `errors`, `warnings`, `hints` (numbers), `checked`.
    :raises tk.ObjectNotFound: there is none, it is not public, or it was not checked yet.
    """
    name = tk.get_or_bust(data_dict, "id")
    tk.check_access("modellregion_quality_show", context, data_dict)
    found = show.of_dataset(str(name))
    if found is None:
        raise tk.ObjectNotFound(_("The dataset has not been checked yet."))
    return found


@tk.side_effect_free
def modellregion_quality_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the average points of the public datasets by municipality and by source.

    :returns: `most` (405), `organisations` and `sources`: of each `id`, `name`, `title`,
        `datasets`, `points` and `unknown` (averages), `rating`, `wrong` (datasets with errors),
        `dimensions` (averages), `next` (what would bring most: `text`, `datasets`, `points`).
    """
    tk.check_access("modellregion_quality_list", context, data_dict)
    return {
        "most": MOST,
        "organisations": [_line(line) for line in summary.by_organisation()],
        "sources": [_line(line) for line in summary.by_source()],
    }


@tk.side_effect_free
def modellregion_finding_list(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what is wrong with datasets by the rules of DCAT-AP.de.

    Editors see the datasets of their organisations; sysadmins all.

    :param dataset: name or id. :param organisation: id. :param source: id of a harvest source.
    :param severity: "Violation", "Warning" or "Info". :param rule: the rule's address.
    :param limit: findings in the answer, at most and by default 100.
    :param offset: findings to leave out.
    :returns: `count` and `results`: of each `dataset`, `title`, `resource_id`, `file`,
        `severity`, `severity_text`, `field`, `label`, `value`, `message`, `fix`, `link`, `rule`,
        `node`.
    :raises tk.ValidationError: a parameter is none of these.
    """
    tk.check_access("modellregion_finding_list", context, data_dict)
    data, errors = tk.navl_validate(data_dict, _schema(), context)
    if errors:
        raise tk.ValidationError(errors)
    wanted = wanted_of(context, data)
    limit = data.get("limit")
    most = listing.ROWS if limit is None else min(limit, listing.ROWS)
    results = list(listing.rows(wanted, most, data.get("offset") or 0))
    return {"count": listing.count(wanted), "results": results}


def wanted_of(context: Any, data: dict[str, Any]) -> Wanted:
    """Return whose findings are asked for."""
    names = ("dataset", "organisation", "source", "severity", "rule")
    return Wanted(organisations(context), **{name: str(data.get(name) or "") for name in names})


def _line(line: summary.Line) -> dict[str, Any]:
    steps = [
        {**told.step(step.metric), "datasets": step.datasets, "points": step.points}
        for step in line.steps
    ]
    values = asdict(line)
    del values["steps"]
    return {**values, "rating": _(rating(line.points)), "next": steps}


def _schema() -> dict[str, Any]:
    ignore, text = tk.get_validator("ignore_missing"), tk.get_validator("unicode_safe")
    one_of = tk.get_validator("one_of")
    texts = {name: [ignore, text] for name in ("dataset", "organisation", "source", "rule")}
    paging = {name: [ignore, numbers.natural] for name in ("limit", "offset")}
    return {**texts, **paging, "severity": [ignore, one_of(list(ORDER))]}


@tk.auth_allow_anonymous_access
def _everybody(_context: Any, _data_dict: dict[str, Any]) -> dict[str, bool]:
    """Allow everybody: only public datasets are told of."""
    return {"success": True}


ACTIONS = {
    "modellregion_quality_show": modellregion_quality_show,
    "modellregion_quality_list": modellregion_quality_list,
    "modellregion_finding_list": modellregion_finding_list,
}
AUTH = {
    "modellregion_quality_show": _everybody,
    "modellregion_quality_list": _everybody,
    "modellregion_finding_list": may_edit_something,
}
