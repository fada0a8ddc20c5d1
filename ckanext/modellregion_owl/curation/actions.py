"""All actions of curation, and who may use them."""

from __future__ import annotations

from ckanext.modellregion_owl.curation import (
    block_actions,
    places_actions,
    question_actions,
    rule_actions,
)

_PARTS = (block_actions, question_actions, rule_actions, places_actions)
ACTIONS = {name: action for part in _PARTS for name, action in part.ACTIONS.items()}
AUTH = {name: function for part in _PARTS for name, function in part.AUTH.items()}
