"""Plugin `modellregion_owl_projects`."""

from __future__ import annotations

import ckan.plugins as p


class ProjectsPlugin(p.SingletonPlugin):
    """Model projects as groups, with pages and assignment."""
