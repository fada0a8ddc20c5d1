"""Who may use the actions of the core plugin."""

from __future__ import annotations

from typing import Any

from ckanext.modellregion_owl.logic import rights


def modellregion_dataset_findings(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Allow those who may edit the dataset: what is missing is work to do, not news."""
    return rights.may_edit(context, data_dict)
