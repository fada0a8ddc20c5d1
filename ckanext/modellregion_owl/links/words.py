"""What a link's state and a server's answer mean, in words for stewards."""

from __future__ import annotations

from collections.abc import Mapping

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.harvest.exceptions import N_
from ckanext.modellregion_owl.harvest.messages import field as of_dataset
from ckanext.modellregion_owl.links.ask import Fault
from ckanext.modellregion_owl.links.store import State
from ckanext.modellregion_owl.texts import translate as _

STATES: Mapping[State, str] = {
    State.DEAD: N_("No answer for days"),
    State.FAILING: N_("Did not answer, is asked again"),
    State.OK: N_("Answers"),
    State.UNKNOWN: N_("Not asked yet"),
}
FAULTS: Mapping[Fault, str] = {
    Fault.UNKNOWN_HOST: N_("There is no server of this name."),
    Fault.SILENT: N_("The server does not answer."),
    Fault.CERTIFICATE: N_("The server's certificate is not valid."),
    Fault.FORBIDDEN: N_("The address leads into an internal network; it is not asked."),
    Fault.LOOP: N_("The server sends from one address to the next without an end."),
    Fault.BROKEN: N_("The server answers with something that browsers don't understand."),
}
STATUSES: Mapping[int, str] = {
    401: N_("The server wants a login."),
    403: N_("The server refuses."),
    404: N_("The server does not know this address."),
    410: N_("The server says that this is gone for good."),
}


def state(value: str) -> str:
    """Return a state in words."""
    return _(STATES[State(value)])


def answer(fault: str, status: int) -> str:
    """Return in words what a server has told; the number of HTTP stands behind.

    :param fault: a value of `Fault`. :param status: of HTTP, 0 for none.
    """
    if Fault(fault) is not Fault.STATUS:
        told = FAULTS.get(Fault(fault), "")
        return _(told) if told else ""
    told = STATUSES.get(status, N_("The server has a fault."))
    return f"{_(told)} (HTTP {status})"


def field(name: str, kind: str = "dataset", resource_id: str = "") -> str:
    """Return how the form calls the field in which a link stands.

    :param kind: of what it is a field, "dataset" or "project". :param resource_id: of a file.
    """
    if kind == "dataset":
        return of_dataset(f"resources.{name}" if resource_id else name)
    schema = tk.h.scheming_get_group_schema("modellprojekt") or {"fields": ()}
    labels = {one["field_name"]: one.get("label") for one in schema["fields"]}
    return str(tk.h.scheming_language_text(labels.get(name) or name))
