"""All actions of curation, and who may use them."""

from __future__ import annotations

from ckanext.modellregion_owl.curation import block_actions

ACTIONS = {**block_actions.ACTIONS}
AUTH = {**block_actions.AUTH}
