"""`/modellprojekte/<name>/publiccode.yml` for a project that has code (publiccode.yml 0.4).

Only what people have entered goes in; keys that the standard asks for and nobody has stated are
left out and named in a comment, so that nobody takes the draft for a finished file.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import flask
import yaml
from flask import Blueprint
from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.projects import store
from ckanext.modellregion_owl.projects.access import may_read
from ckanext.modellregion_owl.projects.rows import safe

VERSION = "0.4"
NEEDED = (
    *("name", "url", "releaseDate", "platforms", "categories", "developmentStatus"),
    *("softwareType", "description", "legal", "maintenance", "localisation"),
)

publiccode = Blueprint("modellprojekte_publiccode", __name__)


def read(name: str) -> Response:
    """Lead to the project's own publiccode.yml, else send a draft; 404 for one without code."""
    may_read()
    record = store.project(name)
    if record is None or not has_code(record):
        return tk.abort(404, tk._("This project names no source code"))
    own = record.get("transfer_publiccode")
    if own and safe(own):
        return flask.redirect(str(own))
    return flask.Response(text(record), content_type="application/yaml; charset=utf-8")


def has_code(record: Mapping[str, Any]) -> bool:
    """Tell whether the project names its source code or a publiccode.yml."""
    return any(safe(record.get(f"transfer_{key}")) for key in ("source_code", "publiccode"))


def text(record: Mapping[str, Any]) -> str:
    """Return the draft: a comment, then the keys that are known."""
    found = draft(record)
    missing = ", ".join(key for key in NEEDED if key not in found)
    head = f"# Draft from the project's page. Not stated yet: {missing}.\n" if missing else ""
    return head + str(yaml.safe_dump(found, allow_unicode=True, sort_keys=False))


def draft(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return publiccode.yml's keys, as far as the project's fields state them."""
    adopters = [row["name"] for row in record.get("transfer_adopters") or ()]
    legal = {"license": record.get("transfer_licence"), "mainCopyrightOwner": record.get("lead")}
    values = {
        "publiccodeYmlVersion": VERSION,
        "name": record["title"],
        "url": record.get("transfer_source_code"),
        "landingURL": record.get("website") if safe(record.get("website")) else None,
        "developmentStatus": record.get("transfer_maturity"),
        "description": _description(record),
        "legal": {key: value for key, value in legal.items() if value}
        if record.get("transfer_licence")
        else None,
        "maintenance": _maintenance(record),
        "usedBy": adopters,
    }
    return {key: value for key, value in values.items() if value}


def _description(record: Mapping[str, Any]) -> dict[str, Any]:
    keys = (("shortDescription", "summary"), ("longDescription", "description"))
    languages = {
        "de": {key: record.get(field) for key, field in keys},
        "en": {key: record.get(f"{field}_en") for key, field in keys},
    }
    known = {k: {n: v for n, v in row.items() if v} for k, row in languages.items()}
    return {language: row for language, row in known.items() if row}


def _maintenance(record: Mapping[str, Any]) -> dict[str, Any]:
    if not record.get("transfer_maintenance"):
        return {}
    found: dict[str, Any] = {"type": record["transfer_maintenance"]}
    if record.get("transfer_contact"):
        found["contacts"] = [
            {"name": record.get("lead") or "", "email": record["transfer_contact"]}
        ]
    return found


publiccode.add_url_rule("/modellprojekte/<name>/publiccode.yml", "read", read)
