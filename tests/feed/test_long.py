"""Values beyond what an index holds: stored whole, delivered so that every reader can take them."""

from __future__ import annotations

import pytest
from rdflib import Graph

from ckan.tests import factories

from ckanext.modellregion_owl.rdf.limits import MAX_BYTES
from ckanext.modellregion_owl.rdf.namespaces import iri

pytestmark = [pytest.mark.stack, pytest.mark.usefixtures("clean_stack")]


class TestLongValues:
    def test_are_stored_and_delivered_smaller(self, app):
        """Neither our own index nor GovData's refuses a dataset with a border or text of 90 kB."""
        border = ", ".join(f"{8 + n / 9000:.15f} {51 + (n % 7) / 9000:.15f}" for n in range(2000))
        geometry = f"LINESTRING ({border})"
        text = "Größe und Güte " * 6000
        organisation = factories.Organization(name="stadt-paderborn")["id"]
        made = factories.Dataset(
            name="grenze",
            title="Grenze",
            owner_org=organisation,
            spatial_coverage=[{"text": "Grenze", "geom": geometry}],
            version_notes=text,
        )
        assert made["spatial_coverage"][0]["geom"] == geometry
        graph = Graph().parse(data=app.get("/catalog.ttl").body, format="turtle")
        for curie in ("gsp:asWKT", "adms:versionNotes"):
            (value,) = graph.objects(None, iri(curie))
            assert 10_000 < len(str(value).encode()) <= MAX_BYTES
