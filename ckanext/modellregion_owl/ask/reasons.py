"""The five reasons for which people write."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.plugins.toolkit as tk

NAMES = ("fehler", "frage", "wunsch", "barriere", "nachnutzung")


@dataclass(frozen=True)
class Reason:
    """`name` stands in addresses and settings, `label` on the form, `help` below it."""

    name: str
    label: str
    help: str


def reasons() -> list[Reason]:
    """Return the reasons in the language of the page, in the order of the form."""
    return [
        Reason("fehler", tk._("Error in the data"), tk._("Something is wrong, missing or old.")),
        Reason("frage", tk._("Question"), tk._("On data, a project or this portal.")),
        Reason("wunsch", tk._("Data that you would like"), tk._("Data that you miss here.")),
        Reason(
            "barriere",
            tk._("Report a barrier"),
            tk._("You can't read or use something on this portal."),
        ),
        Reason(
            "nachnutzung",
            tk._("Reuse"),
            tk._("You would like to take over a project for your municipality."),
        ),
    ]
