"""Actions of the API around one source: harvest now, how far it is, keep the old state."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.logic import validate

from ckanext.modellregion_owl.desk import log, source_causes
from ckanext.modellregion_owl.desk.cause import Cause
from ckanext.modellregion_owl.desk.log import Kind
from ckanext.modellregion_owl.harvest import job, live
from ckanext.modellregion_owl.harvest.exceptions import HarvestError
from ckanext.modellregion_owl.harvest.frame.sources import source_dict
from ckanext.modellregion_owl.harvest.lock import is_held
from ckanext.modellregion_owl.harvest.messages import state as state_word
from ckanext.modellregion_owl.harvest.sources_state import AT_WORK, states
from ckanext.modellregion_owl.harvest.write import confirm
from ckanext.modellregion_owl.logic.rights import may_edit, user_id


def _id_schema() -> dict[str, Any]:
    get = tk.get_validator
    return {"id": [get("not_empty"), get("unicode_safe")]}


def _keep_schema() -> dict[str, Any]:
    get = tk.get_validator
    text = [get("default")(""), get("unicode_safe")]
    return {**_id_schema(), "list": [get("not_empty"), get("unicode_safe")], "reason": text}


@validate(_id_schema)
def modellregion_harvest_start(context: Any, data_dict: dict[str, Any]) -> dict[str, bool]:
    """Queue a run of a source; it is done in the background (`ckan jobs worker`).

    :param id: id or name of the source.
    :returns: `queued`: false when one waits or runs already.
    :raises tk.ObjectNotFound: there is no such source.
    """
    source = source_dict(data_dict["id"])
    tk.check_access("modellregion_harvest_start", context, {"id": source["id"]})
    if is_held(source["id"]):
        return {"queued": False}
    return {"queued": job.start(source["id"], source["name"])}


@tk.side_effect_free
@validate(_id_schema)
def modellregion_harvest_progress(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show whether a source is being harvested, and how far it is.

    :param id: id or name of the source.
    :returns: `waiting` (in the queue), `running`, `done` (records), `total` (None: the source does
        not say), `state_text` of the last run.
    :raises tk.ObjectNotFound: there is no such source.
    """
    source = source_dict(data_dict["id"])
    tk.check_access("modellregion_harvest_progress", context, {"id": source["id"]})
    found = states(name=source["id"])
    state = found[0].state if found else ""
    running = state in AT_WORK and (found[0].batches > 0 or is_held(source["id"]))
    seen = live.look(source["id"])
    return {
        "waiting": seen.waiting,
        "running": running,
        "done": seen.done if running else 0,
        "total": seen.total if running else None,
        "state_text": state_word(state) if state else "",
    }


@validate(_keep_schema)
def modellregion_harvest_keep(context: Any, data_dict: dict[str, Any]) -> dict[str, int]:
    """Keep the datasets that a held run has missed; the next run asks again if they still are.

    :param id: id or name of the source. :param list: name of the list that was shown.
    :param reason: a sentence for the log.
    :returns: `kept`, their number.
    :raises tk.ObjectNotFound: there is no such source.
    :raises tk.ValidationError: the list is not the one that waits; says what to do.
    """
    source = source_dict(data_dict["id"])
    tk.check_access("modellregion_harvest_keep", context, {"id": source["id"]})
    cause = held_cause(source["id"])
    try:
        kept = confirm.keep(source["id"], data_dict["list"], user_id(context))
    except HarvestError as err:
        raise tk.ValidationError({"list": [str(err)]}) from err
    decided(cause, Kind.KEPT, user_id(context), data_dict["reason"])
    return {"kept": kept}


def held_cause(source_id: str) -> Cause | None:
    """Return the desk's line on the datasets of a source that wait for a decision, None for none.

    Asked for before the decision: behind it there is no such line.
    """
    found = (c for s in states(name=source_id) for c in source_causes.of_source(s))
    return next((c for c in found if c.question), None)


def decided(cause: Cause | None, kind: Kind, user: str, reason: str) -> None:
    """Enter a decision into the log: who comes after reads it. Commits."""
    if cause is not None:
        log.enter(cause, kind, user, reason)
        model.Session.commit()


ACTIONS = {
    function.__name__: function
    for function in (
        modellregion_harvest_start,
        modellregion_harvest_progress,
        modellregion_harvest_keep,
    )
}
AUTH = dict.fromkeys(ACTIONS, may_edit)
