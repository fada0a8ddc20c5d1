"""Actions of the API: rules for a whole source, with preview, single decisions and undo."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.curation import log, rule_preview, rule_values, rule_work, rules
from ckanext.modellregion_owl.curation.rights import checked, maybe, said
from ckanext.modellregion_owl.curation.rules import State
from ckanext.modellregion_owl.harvest import steward
from ckanext.modellregion_owl.harvest.store import overlay
from ckanext.modellregion_owl.logic import numbers
from ckanext.modellregion_owl.logic.rights import (
    may_edit_known,
    may_edit_something,
    organisations,
    user_id,
)
from ckanext.modellregion_owl.model import curation_choice, curation_rule
from ckanext.modellregion_owl.texts import translate as _

EXAMPLES = 10
ROWS = 50
MOST = 2**63  # numbers of the table end before it


@tk.side_effect_free
def modellregion_rule_list(context: Any, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List the rules for whole sources; editors see those of their organisations.

    :returns: the last 100, the newest first: `id`, `source`, `source_id`, `field`, `matches`,
        `sets`, `why`, `proof`, `state` ("queued", "active", "ending", "ended"), `done` and `total`
        datasets, `message`, `created`, `user`.
    """
    tk.check_access("modellregion_rule_list", context, data_dict)
    return [_as_dict(row) for row in _rows(organisations(context))]


@tk.side_effect_free
def modellregion_rule_show(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show a rule, and the files, or datasets, that differ: a person decides about each.

    :param rule: its number.
    :param offset: entries to leave out; at most 50 are in an answer.
    :returns: as in `modellregion_rule_list`, with `counts` (`files`, `datasets`, `differ`, `open`)
        and `differing`: `dataset_id`, `name`, `title`, `resource_key`, `file`, `differs`
        ("by_hand", "in_words"), `value`, `choice`.
    :raises tk.ObjectNotFound: there is no such rule.
    """
    row, data = _rule("modellregion_rule_show", context, data_dict, offset=maybe(numbers.natural))
    found = rule_preview.files(row.source_id, row.field, row.matches, row.id)
    differing = rule_preview.listed(found, differ=True, limit=ROWS, offset=data.get("offset") or 0)
    shown = next(iter(_rows(None, row.id)))
    more = {"counts": rule_preview.counts(found), "differing": [asdict(one) for one in differing]}
    return {**_as_dict(shown), **more}


@tk.side_effect_free
def modellregion_rule_preview(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show what a rule would do; nothing is changed.

    :param id: id or name of the source.
    :param field: which field; `license` without it.
    :param matches: what its files, or datasets, say now; "" for nothing.
    :returns: `counts`: `files` (for a field of datasets as many as those), `datasets`, `differ`,
        `open`; `examples` and `differing`, as in `modellregion_rule_show`; `values`: what they
        say, [text, number].
    :raises tk.ObjectNotFound: there is no such source.
    :raises tk.ValidationError: there are no rules for the field.
    """
    source = _source("modellregion_rule_preview", context, data_dict)
    schema = {"id": said(), "field": maybe(), "matches": maybe()}
    data = checked(data_dict, schema, context)
    field = rule_values.row_of(data.get("field") or rule_values.LICENCE).field
    found = rule_preview.files(source.id, field, data.get("matches") or "")
    return {
        "counts": rule_preview.counts(found),
        "examples": [asdict(f) for f in rule_preview.listed(found, differ=False, limit=EXAMPLES)],
        "differing": [asdict(f) for f in rule_preview.listed(found, differ=True, limit=EXAMPLES)],
        "values": rule_preview.values(source.id, field),
    }


def modellregion_rule_create(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give the files, or datasets, of a source that say one thing, or nothing, another value.

    It is set in the background, a batch at a time, and in every dataset that comes later. Those
    that differ wait for a decision of their own.

    :param id: id or name of the source.
    :param field: which field; `license` without it. Others: see docs/reference/fields.md.
    :param matches: what they say now; "" for nothing. Lists are only filled where they are empty.
    :param value: what they get: a term of the field's list; for a publisher or a contact its
        subfields (`name`, `email`, `url` …).
    :param attribution: how the source is to be named; licences with attribution demand it.
    :param why: the reason, in a sentence.
    :param proof: an address or a sentence that proves it.
    :returns: as `modellregion_rule_show`.
    :raises tk.ValidationError: something is missing, or there is such a rule already.
    """
    source = _source("modellregion_rule_create", context, data_dict)
    schema = {
        "id": said(),
        "field": maybe(),
        "matches": maybe(),
        "value": [tk.get_validator("not_empty")],  # a text, or the subfields of a node
        "attribution": maybe(),
        "why": said(),
        "proof": said(),
    }
    data = checked(data_dict, schema, context)
    row = rule_values.row_of(data.get("field") or rule_values.LICENCE)
    matches = data.get("matches") or ""
    if matches and rule_values.only_missing(row):
        text = _("This field holds several values: a rule fills it only where it is empty.")
        raise tk.ValidationError({"matches": [text]})
    sets = rule_values.sets(row, data, context)
    if matches == sets[row.field]:
        raise tk.ValidationError({"value": [_("They have this value already.")]})
    same = (row.field, matches)
    if any(
        r.state != State.ENDED.value and (r.field, r.matches) == same
        for r in _rows(None, 0, source.id)
    ):
        raise tk.ValidationError({"matches": [_("There is such a rule already.")]})
    who = user_id(context)
    values = {
        "source_id": source.id,
        "field": row.field,
        "matches": matches,
        "sets": sets,
        "why": data["why"],
        "proof": data["proof"],
        "state": State.QUEUED.value,
        "user_id": who,
    }
    query = sa.insert(curation_rule).values(values).returning(curation_rule.c.id)
    number = int(model.Session.scalar(query) or 0)
    line = log.Line(source.id, log.Act.RULE, row.field, "", matches or None, sets, data["why"], who)
    log.write([line])
    model.Session.commit()
    rule_work.enqueue(number)
    return modellregion_rule_show({**context}, {"rule": number})


def modellregion_rule_choose(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Decide about one file, or dataset, that differs: does the rule hold for it?

    :param rule: number of the rule.
    :param dataset: id of the dataset.
    :param resource: `resource_key` of the file; "" for the dataset itself.
    :param applies: true or false.
    :returns: `written`: whether the dataset shows it already (a run may hold the source).
    :raises tk.ObjectNotFound: there is no such rule or dataset.
    """
    row, data = _rule(
        "modellregion_rule_choose",
        context,
        data_dict,
        dataset=said(),
        resource=maybe(),
        applies=[*said(), tk.get_validator("boolean_validator")],
    )
    harvested = steward.Harvested(data["dataset"])
    if harvested.source.id != row.source_id:
        raise tk.ObjectNotFound(_("There is no such dataset."))
    chosen = {
        "rule_id": row.id,
        "dataset_id": data["dataset"],
        "resource_key": data.get("resource") or "",
        "applies": data["applies"],
        "user_id": user_id(context),
    }

    def decide() -> None:
        new = {name: chosen[name] for name in ("applies", "user_id")}
        keys = ["rule_id", "dataset_id", "resource_key"]
        query = insert(curation_choice).values(chosen)
        model.Session.execute(query.on_conflict_do_update(index_elements=keys, set_=new))
        if data["applies"]:  # a person's value stood before the rule's
            overlay.take_away(data["dataset"], chosen["resource_key"], row.field)
        else:
            rules.take_away(row.id, [data["dataset"]])

    return {"written": harvested.write(decide)}


def modellregion_rule_end(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Undo a rule: what the source says stands again, in the background, a batch at a time.

    :param rule: its number.
    :param why: the reason, in a sentence.
    :returns: as `modellregion_rule_show`.
    :raises tk.ObjectNotFound: there is no such rule.
    """
    row, data = _rule("modellregion_rule_end", context, data_dict, why=said())
    if row.state != State.ENDED.value:
        act, why, who = log.Act.RULE_UNDO, data["why"], user_id(context)
        log.write([log.Line(row.source_id, act, row.field, "", row.sets, None, why, who)])
        rules.change(row.id, state=State.ENDING.value)
        rule_work.enqueue(row.id)
    return modellregion_rule_show({**context}, {"rule": row.id})


def _source(action: str, context: Any, data_dict: dict[str, Any]) -> model.Package:
    """Return the source `id`, if the user may edit it.

    Rights first: who may not edit is answered alike, whether there is such a source or not.
    """
    named = str(tk.get_or_bust(data_dict, "id"))
    found = model.Package.get(named)
    tk.check_access(action, context, {"id": found.id if found else named})
    if found is None or found.type != "harvest":
        raise tk.ObjectNotFound(_("There is no such source."))
    return found


def _rule(
    action: str, context: Any, data_dict: dict[str, Any], **more: list[Any]
) -> tuple[Any, dict[str, Any]]:
    """Return a rule's row and the checked data, if the user may edit its source.

    Rights first: who may not edit is answered alike, whether there is such a rule or not.
    """
    number = {"rule": [*said(), numbers.whole]}
    asked = int(checked(data_dict, number, context)["rule"])
    row = rules.get(asked) if 0 < asked < MOST else None
    # No source is named "".
    tk.check_access(action, context, {"id": row.source_id if row else ""})
    if row is None:
        raise tk.ObjectNotFound(_("There is no such rule."))
    return row, checked(data_dict, {**number, **more}, context)


def _rows(owners: tuple[str, ...] | None, number: int = 0, source_id: str = "") -> list[Any]:
    source, user = model.Package.__table__, model.User.__table__
    query = (
        sa.select(
            curation_rule,
            source.c.title.label("source"),
            sa.func.coalesce(user.c.fullname, user.c.name, "").label("user"),
        )
        .join(source, source.c.id == curation_rule.c.source_id)
        .outerjoin(user, user.c.id == curation_rule.c.user_id)
        .order_by(curation_rule.c.id.desc())
    )
    if owners is not None:
        query = query.where(source.c.owner_org.in_(owners))
    if number:
        query = query.where(curation_rule.c.id == number)
    if source_id:
        query = query.where(source.c.id == source_id)
    return list(model.Session.execute(query.limit(100)).all())


def _as_dict(row: Any) -> dict[str, Any]:
    shown = dict(row._mapping)
    for name in ("created", "ended"):
        shown[name] = shown[name].isoformat() if shown[name] else None
    return shown


ACTIONS = {
    "modellregion_rule_list": modellregion_rule_list,
    "modellregion_rule_show": modellregion_rule_show,
    "modellregion_rule_preview": modellregion_rule_preview,
    "modellregion_rule_create": modellregion_rule_create,
    "modellregion_rule_choose": modellregion_rule_choose,
    "modellregion_rule_end": modellregion_rule_end,
}
AUTH = {**dict.fromkeys(ACTIONS, may_edit_known), "modellregion_rule_list": may_edit_something}
