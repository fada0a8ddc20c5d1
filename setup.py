"""Only what cannot be static: Babel's message extractors (CKAN's own layout asks for the same)."""

from setuptools import setup

setup(
    message_extractors={
        "ckanext/modellregion_owl": [
            ("**.py", "python", None),
            ("**.js", "javascript", None),
            ("**/templates/**.html", "ckan", None),
        ],
    }
)
