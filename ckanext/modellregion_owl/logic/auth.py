"""Who may use the actions of the core plugin."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


def modellregion_dataset_findings(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Allow those who may edit the dataset: what is missing is work to do, not news."""
    return dict(tk.check_access("package_update", context, data_dict) and {"success": True})
