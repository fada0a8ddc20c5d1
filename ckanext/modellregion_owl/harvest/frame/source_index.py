"""Indexes a source as CKAN indexes everything else."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic import index_update_package


@tk.chained_action
def harvest_source_reindex(up: Any, context: Any, data_dict: dict[str, Any]) -> bool:
    """Stand in for ckanext-harvest's action, which every job ends with.

    On CKAN 2.12 that one stores the source as the tables have it, where `package_show` looks for
    one that has been through the schema: from the first job on the form of the source showed an
    empty configuration, and whoever saved it lost the source's own.

    :raises tk.NotAuthorized: the user may not change the source; the other one asks nobody.
    """
    tk.check_access("harvest_source_reindex", context, data_dict)
    id_ = tk.get_or_bust(data_dict, "id")
    index_update_package({"ignore_auth": True}, id_, bool(context.get("defer_commit")))
    return True
