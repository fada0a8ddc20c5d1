"""Plugin `modellregion_owl_feed`."""

from __future__ import annotations

import ckan.plugins as p


class FeedPlugin(p.SingletonPlugin):
    """The catalogue and every dataset as DCAT-AP.de 3.0."""
