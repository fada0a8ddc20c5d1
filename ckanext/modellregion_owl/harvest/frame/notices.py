"""ckanext-harvest's mails about a job: none for our sources where the morning mail tells of them.

Its own go to accounts, after each job; the desk's to functional mailboxes, once a day. Sources of
other harvesters keep theirs.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckanext.harvest.model import HarvestSource

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.harvest.source import TYPE


@tk.chained_action
def harvest_get_notifications_recipients(
    up: Any, context: Any, data_dict: dict[str, Any]
) -> list[dict[str, str]]:
    """Return who gets the mail, `name` and `email` each; nobody where the desk tells it.

    :param source_id: of the harvest source.
    """
    source = HarvestSource.get(data_dict["source_id"])
    if source is not None and source.type == TYPE and config.desk_mailboxes():
        tk.check_access("harvest_get_notifications_recipients", context, data_dict)
        return []
    return list(up(context, data_dict))
