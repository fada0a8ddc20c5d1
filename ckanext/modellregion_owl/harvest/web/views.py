"""The addresses of the harvester's own pages."""

from __future__ import annotations

from flask import Blueprint

from ckanext.modellregion_owl.harvest.web import gone


def make_blueprint() -> Blueprint:
    """Return the routes, and the look at answers that say "not found"."""
    blueprint = Blueprint("modellregion_harvest", __name__)
    blueprint.after_app_request(gone.answer)
    return blueprint
