"""`/barrierefreiheit`: a declaration on accessibility that claims only what somebody has assessed.

Statutes as in portal.md 5 (BGG NRW, BITVNRW); the federal BITV 2.0 is not the rule for a
municipality in North Rhine-Westphalia.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.rdf.rules import N_
from ckanext.modellregion_owl.theme import legal
from ckanext.modellregion_owl.theme.portal import barrier_note
from ckanext.modellregion_owl.theme.presentation import format_date

page = Blueprint("modellregion_declaration", __name__)
YEAR = timedelta(days=365)
STATES = {
    "full": N_("This portal fully conforms to EN 301 549, as somebody has assessed."),
    "partial": N_("This portal partly conforms to EN 301 549. What is missing is listed below."),
    "none": N_("This portal does not conform to EN 301 549. What is missing is listed below."),
}


def show() -> str:
    """Show the declaration. Context: `state` (sentence), `draft` (bool), `barriers` (sentences),
    `reviewed` and `due` (days in words, "" for none), `barrier` (theme.portal.barrier_note),
    `reminder` (sentence for stewards, "")."""
    last, lang = legal.reviewed(), tk.h.lang()
    assessed = bool(last and config.accessibility_state() in STATES)
    may_see = tk.h.check_access("package_create")
    context = {
        "draft": not assessed,
        "state": tk._(STATES[config.accessibility_state()]) if assessed else "",
        "barriers": config.accessibility_barriers(),
        "reviewed": format_date(last.isoformat(), lang) if last else "",
        "due": format_date((last + YEAR).isoformat(), lang) if last else "",
        "barrier": barrier_note(lang),
        "reminder": legal.reminder() if may_see else "",
    }
    return str(tk.render("modellregion/declaration.html", context))


page.add_url_rule("/barrierefreiheit", "show", show, strict_slashes=False)
