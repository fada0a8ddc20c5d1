"""Plugin `modellregion_owl_theme`."""

from __future__ import annotations

import ckan.plugins as p


class ThemePlugin(p.SingletonPlugin):
    """The portal's face, over CKAN's own theme."""
