"""The core plugin alone changes no page, no URL and no stored byte of an existing portal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ckan import model, plugins
from ckan.exceptions import CkanConfigurationException
from ckan.tests import factories, helpers

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_db", "clean_index")]

STOCK = "dcat"
WITH_CORE = "modellregion_owl dcat"
PAGES = (
    "/",
    "/dataset/",
    "/dataset/old",
    "/dataset/old.ttl",
    "/catalog.ttl",
    "/organization/",
    "/group/",
    "/about",
    "/user/login",
    "/api/3/action/package_show?id=old",
)
VOLATILE = re.compile(
    r'content="[^"]*" name="_csrf_token"|name="_csrf_token" (?:value|content)="[^"]*"'
    r'|"[\w.-]{60,}"'
)


@contextmanager
def portal(names: str) -> Iterator[helpers.CKANTestApp]:
    """A site with exactly these plugins and CKAN's own everything else."""
    plugins.unload_all()
    with (
        helpers.changed_config("ckan.plugins", names),
        helpers.changed_config("scheming.dataset_schemas", ""),
        helpers.changed_config("ckanext.dcat.rdf.profiles", "euro_dcat_ap_3"),
    ):
        plugins.load(*names.split())
        try:
            yield helpers._get_test_app()
        finally:
            plugins.unload_all()


def old_dataset() -> dict:
    """A dataset as an existing portal has it: free extras, a CKAN licence, no field of ours."""
    return factories.Dataset(
        name="old",
        owner_org=factories.Organization(name="amt")["id"],
        title="Alter Datensatz",
        license_id="dl-de-by-2.0",
        extras=[{"key": "Ansprechpartner", "value": "Amt 61"}],
        resources=[{"url": "https://example.org/a.csv", "format": "CSV", "own": "kept"}],
    )


def stored() -> list[tuple]:
    """The package's rows without what differs from one creation to the next."""
    return [
        (p.title, p.license_id, dict(p.extras), [(r.url, r.format, r.extras) for r in p.resources])
        for p in model.Session.query(model.Package)
    ]


class TestCorePluginAlone:
    def test_pages_and_urls_are_the_same(self):
        """Every page is equal to the byte but for tokens; the list of URL rules is the same."""
        seen = {}
        with portal(STOCK):
            old_dataset()
        for names in (STOCK, WITH_CORE):
            with portal(names) as app:
                pages = {page: VOLATILE.sub("", app.get(page).body) for page in PAGES}
                rules = sorted(str(rule) for rule in app.flask_app.url_map.iter_rules())
                seen[names] = (pages, rules)
        assert seen[WITH_CORE] == seen[STOCK]

    def test_stored_bytes_are_the_same(self):
        """What package_create stores does not depend on the core plugin."""
        kept = []
        for names in (STOCK, WITH_CORE):
            with portal(names):
                old_dataset()
                kept.append(stored())
                model.repo.rebuild_db()
        assert kept[0] == kept[1]
        assert kept[0][0][2] == {"Ansprechpartner": "Amt 61"}


class TestNeeds:
    @pytest.mark.parametrize(
        ("names", "missing"),
        [
            ("modellregion_owl_harvest harvest dcat", "modellregion_owl"),
            ("modellregion_owl_harvest modellregion_owl dcat", "harvest"),
            ("modellregion_owl_feed dcat", "modellregion_owl"),
            ("modellregion_owl_projects dcat", "modellregion_owl"),
            ("modellregion_owl_theme dcat", "modellregion_owl"),
        ],
    )
    def test_a_missing_plugin_is_named_at_the_start(self, names, missing):
        """The site does not start half: what is to be added is said, not a page with status 500."""
        said = f"needs {missing}: add"
        with pytest.raises(CkanConfigurationException, match=said), portal(names):
            pass
        plugins.unload_all()
