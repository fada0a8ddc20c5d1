"""Plugin `modellregion_owl_harvest`."""

from __future__ import annotations

import ckan.plugins as p


class HarvestPlugin(p.SingletonPlugin):
    """Harvester of the model region."""
