"""The address (CKAN's `name`) of a new dataset, made of its title."""

from __future__ import annotations

from uuid import uuid4

from ckan import model
from ckan.lib.munge import munge_title_to_name
from ckan.model import PACKAGE_NAME_MIN_LENGTH

LONGEST = 90  # of CKAN's 100: what makes it unique needs room


def of_title(title: str) -> str:
    """Return an address that no dataset has: the title's, with six more characters if need be."""
    name = munge_title_to_name(title)[:LONGEST].strip("-")
    if len(name) >= PACKAGE_NAME_MIN_LENGTH and model.Package.get(name) is None:
        return name
    return unique(title)


def unique(title: str) -> str:
    """Return an address of the title with six characters by chance."""
    return f"{munge_title_to_name(title)[:LONGEST].strip('-')}-{uuid4().hex[:6]}".strip("-")
