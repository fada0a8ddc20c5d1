"""`/health.json` for everybody, in a word; `/metrics` for monitoring, with a token."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Response, jsonify

import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.health import metrics
from ckanext.modellregion_owl.health.services import answering

NAME = "modellregion_health"
HEALTH = "/health.json"
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def health() -> Response:
    """Tell whether the services answer; 503 when one does not. Says nothing that helps to break in.

    `{"status": "ok" | "down", "services": {name: "ok" | "down"}}`
    """
    found = answering()
    words = {name: "ok" if answers else "down" for name, answers in found.items()}
    well = all(found.values())
    response = jsonify({"status": "ok" if well else "down", "services": words})
    response.status_code = 200 if well else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def numbers() -> Response:
    """Tell the numbers of Prometheus to who has the token; 404 while none is set."""
    token = config.metrics_token()
    if not token:
        return tk.abort(404, tk._("There is nothing here."))
    given = tk.request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not compare_digest(given.encode(), token.encode()):
        return Response("token missing or wrong\n", 401, {"WWW-Authenticate": "Bearer"})
    return Response(metrics.text(answering()), content_type=_TEXT)


def make_blueprint() -> Blueprint:
    """Return both addresses."""
    blueprint = Blueprint(NAME, __name__)
    blueprint.add_url_rule(HEALTH, "health", health)
    blueprint.add_url_rule("/metrics", "metrics", numbers)
    return blueprint
