"""To which functional mailbox a question goes.

The first key that is there counts: `<organisation>/<reason>`, `*/<reason>`, `<organisation>`, `*`.
The setting's keys stand before those of the region's portal.yaml (`mailboxes`).
"""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.theme.portal import mailboxes as of_region


def mailbox(organisation: str, reason: str) -> str:
    """Return the address for an organisation's data ("" for none) and a reason, "" without one."""
    known = {**of_region(), **parse(config.ask_mailboxes())}
    return choose(known, organisation, reason)


def choose(known: Mapping[str, str], organisation: str, reason: str) -> str:
    """Return the address of the first key that is there, ""."""
    keys = [f"*/{reason}", "*"]
    if organisation:
        keys = [f"{organisation}/{reason}", f"*/{reason}", organisation, "*"]
    return next((known[key] for key in keys if known.get(key)), "")


def parse(text: str) -> dict[str, str]:
    """Return {key: address} of `key=address key=address`; parts without both are left out."""
    pairs = (part.partition("=") for part in text.split())
    return {key: address for key, _, address in pairs if key and "@" in address}
