"""Actions of the API: which datasets are the same data from two sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.desk import log
from ckanext.modellregion_owl.harvest.exceptions import SourceBusy
from ckanext.modellregion_owl.harvest.identity import together
from ckanext.modellregion_owl.harvest.web.overlay import may_edit
from ckanext.modellregion_owl.logic.rights import user_id
from ckanext.modellregion_owl.texts import translate as _

T = TypeVar("T")


def modellregion_duplicate_join(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say that a dataset holds the same data as another one: only the other one stays.

    :param id: id or name of the dataset that goes.
    :param into: id or name of the dataset that stays.
    :returns: `also_in` of the dataset that stays.
    :raises tk.ObjectNotFound: there is no such dataset, or the first was not harvested.
    :raises tk.ValidationError: both are the same one, or one of their sources is being harvested.
    """
    dataset, into = _package(data_dict, "id"), _package(data_dict, "into")
    for package in (dataset, into):
        tk.check_access("modellregion_duplicate_join", context, {"id": package.id})
    if dataset.id == into.id:
        raise tk.ValidationError({"into": [_("A dataset can't be joined with itself.")]})
    _told(lambda: together.join(dataset.id, into.id))
    line = _("“{dataset}” is the same data as “{into}”").format(
        dataset=dataset.title or dataset.name, into=into.title or into.name
    )
    _decided(context, dataset, line)
    return {"also_in": together.also_in(into.id)}


def modellregion_duplicate_separate(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say that a source's record is not the same data: it gets a dataset of its own.

    :param id: id or name of the dataset that shows the data now.
    :param source: id of the other source. :param guid: the record, as in `also_in`.
    :returns: `also_in` of the dataset, `written`: whether the other dataset stands already.
    :raises tk.ObjectNotFound: no such dataset, or it does not show that record.
    :raises tk.ValidationError: the source is being harvested.
    """
    package = _package(data_dict, "id")
    tk.check_access("modellregion_duplicate_separate", context, {"id": package.id})
    source_id, guid = tk.get_or_bust(data_dict, ["source", "guid"])
    written = _told(lambda: together.separate(package.id, str(source_id), str(guid)))
    line = _("“{dataset}” is not the same data as another source's")
    _decided(context, package, line.format(dataset=package.title or package.name))
    return {"also_in": together.also_in(package.id), "written": written}


def _decided(context: Any, package: model.Package, line: str) -> None:
    log.decided("duplicate", package, line, user_id(context))
    model.Session.commit()


def _told(work: Callable[[], T]) -> T:
    """Do the work; what a run holds is told in the form.

    :raises tk.ValidationError: a source is being harvested; says by whom.
    """
    try:
        return work()
    except SourceBusy as err:
        raise tk.ValidationError({"source": [str(err)]}) from err


ACTIONS = {
    function.__name__: function
    for function in (modellregion_duplicate_join, modellregion_duplicate_separate)
}
AUTH = dict.fromkeys(ACTIONS, may_edit)


def modellregion_also_in(package_id: str) -> list[dict[str, str]]:
    """Return the other sources of a dataset's data; see `together.also_in`."""
    return together.also_in(package_id)


def _package(data_dict: dict[str, Any], name: str) -> model.Package:
    query = sa.select(model.Package).where(
        sa.or_(*(column == str(tk.get_or_bust(data_dict, name)) for column in _NAMES)),
        model.Package.state == "active",
    )
    found = model.Session.scalar(query)
    if found is None:
        raise tk.ObjectNotFound(_("There is no such dataset."))
    return found


_NAMES = (model.Package.id, model.Package.name)
