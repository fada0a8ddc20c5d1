"""Actions of the API, and who may use them."""

from __future__ import annotations

from typing import Any

from flask import current_app

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.govdata import last
from ckanext.modellregion_owl.govdata.check import check_ours
from ckanext.modellregion_owl.govdata.clients import InProcess
from ckanext.modellregion_owl.logic.rights import may_edit_something

SECONDS = 20.0  # that a page may take; the command line reads to the end


def modellregion_govdata_check(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Read the feed as GovData does and show what it would say; the result is kept.

    Stops after 20 seconds (`complete` is false then); the command line reads to the end.

    :returns: see govdata.report.Report.as_dict.
    """
    tk.check_access("modellregion_govdata_check", context, data_dict)
    root = str(tk.config["ckan.site_url"])
    app = current_app._get_current_object()  # type: ignore[attr-defined] # for other threads
    report = check_ours(InProcess(app, root), SECONDS)
    last.keep(report)
    return report.as_dict()


@tk.side_effect_free
def modellregion_govdata_report(context: Any, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Show the result of the last check, {} when there is none.

    :returns: see govdata.report.Report.as_dict.
    """
    tk.check_access("modellregion_govdata_report", context, data_dict)
    report = last.load()
    return report.as_dict() if report else {}


ACTIONS = {
    "modellregion_govdata_check": modellregion_govdata_check,
    "modellregion_govdata_report": modellregion_govdata_report,
}
AUTH = dict.fromkeys(ACTIONS, may_edit_something)
