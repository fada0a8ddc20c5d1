"""Who may see the desk, and what of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.modellregion_owl.desk.cause import Scope
from ckanext.modellregion_owl.findings import Severity
from ckanext.modellregion_owl.logic.rights import organisations


def scope_of(context: Any, data: Mapping[str, Any]) -> Scope:
    """Return what this user looks at: the organisations of an editor, all of a sysadmin.

    :param data: filters `organisation` and `source` (ids) and `effect`, each may be absent.
    """
    user = str(context.get("user") or "")
    effect = str(data.get("effect") or "")
    return Scope(
        user,
        organisations(context),
        str(data.get("organisation") or ""),
        str(data.get("source") or ""),
        Severity(effect) if effect else None,
    )
