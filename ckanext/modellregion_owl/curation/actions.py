"""All actions of curation, and who may use them."""

from __future__ import annotations

from ckanext.modellregion_owl.curation import block_actions, question_actions

ACTIONS = {**block_actions.ACTIONS, **question_actions.ACTIONS}
AUTH = {**block_actions.AUTH, **question_actions.AUTH}
