"""Actions of the API that the core plugin adds."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.logic import open_entries


@tk.side_effect_free
def modellregion_dataset_findings(context: Any, data_dict: dict[str, Any]) -> list[dict[str, str]]:
    """Say what a dataset lacks of what DCAT-AP.de demands, for those who may edit it.

    Holds for every dataset, harvested and old ones too: nothing of it hinders anybody from saving.

    :param id: id or name of the dataset.
    :returns: a list, empty for a dataset in order; of each gap `rule`, `severity`, `field`, `label`
        and `message` (in the language of the request), `dataset_id`, `resource_id` and `resource`
        (id and name of the file, "" for the dataset itself) and `url` of the field in the form.
    :raises tk.ObjectNotFound: there is no such dataset.
    """
    name = str(tk.get_or_bust(data_dict, "id"))
    tk.check_access("modellregion_dataset_findings", context, {"id": name})
    package = tk.get_action("package_show")({**context, "use_cache": True}, {"id": name})
    if package.get("type") != "dataset":
        return []
    site = str(tk.config["ckan.site_url"]).rstrip("/")
    return [
        {**{k: v for k, v in entry.items() if k != "id"}, "url": f"{site}{entry['url']}"}
        for entry in open_entries.entries(package)
    ]
