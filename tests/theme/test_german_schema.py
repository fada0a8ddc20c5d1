"""CKAN's Solr schema with German stems, in a real Solr."""

from __future__ import annotations

import os
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import urlsplit

import pysolr
import pytest
import requests

from ckanext.modellregion_owl.cli.solr_schema import solr_schema
from ckanext.modellregion_owl.theme.words import schema


@pytest.mark.unit
class TestGerman:
    def test_only_stems_change(self):
        """Fields, keys, version and all other filters stay."""

        def without_stems(text: str) -> list[tuple[str, dict[str, str]]]:
            nodes = ET.fromstring(text).iter()  # noqa: S314
            kept = [(n.tag, n.attrib) for n in nodes]
            return [
                (tag, attributes)
                for tag, attributes in kept
                if not any(w in attributes.get("class", "") for w in ("Snowball", "German"))
            ]

        stock = schema.ckans()
        changed = schema.german(stock)
        assert without_stems(changed) == without_stems(stock)
        assert "English" not in changed
        assert changed.count("solr.GermanLightStemFilterFactory") == 2

    def test_other_schema_is_refused(self):
        """Nobody puts a schema in place that does nothing."""
        with pytest.raises(schema.SchemaError):
            schema.german("<schema/>")


@pytest.fixture
def german_core(cli):
    """Make a core with the schema that the command writes; remove it at the end."""
    home = Path(__file__).parents[2] / ".dev/solr/home"
    if not (home / "configsets/ckan").is_dir():
        pytest.skip("Solr is not the stack's own: a core with another schema can't be made")
    configset = home / "configsets/ckan_german"
    shutil.copytree(home / "configsets/ckan", configset, dirs_exist_ok=True)
    done = cli.invoke(solr_schema, ["-o", str(configset / "conf/schema.xml")])
    assert done.exit_code == 0, done.output
    address = urlsplit(os.environ["CKAN_SOLR_URL"])
    name = address.path.rpartition("/")[2] + "_german"
    solr = f"{address.scheme}://{address.netloc}/solr"

    def admin(action: str, **more: str) -> None:
        asked = {"action": action, **more}
        requests.get(f"{solr}/admin/cores", params=asked, timeout=60).raise_for_status()

    admin("CREATE", name=name, configSet="ckan_german")
    yield pysolr.Solr(f"{solr}/{name}", always_commit=True)
    admin("UNLOAD", core=name, deleteInstanceDir="true")


@pytest.mark.stack
class TestInSolr:
    def test_finds_german_words(self, german_core):
        """Plural, umlauts and ß without any help from the portal."""
        titles = ["Bäume", "Schulen", "Straßen", "Bebauungspläne", "Brücken", "Schulden"]
        german_core.add(
            [
                {"index_id": t, "id": t, "site_id": "x", "title": t, "entity_type": "package"}
                for t in titles
            ]
        )

        def found(word: str) -> list[str]:
            return [row["id"] for row in german_core.search(f"title:{word}", fl="id")]

        assert found("Baum") == ["Bäume"]
        assert found("Schule") == ["Schulen"]
        assert found("Strasse") == ["Straßen"]
        assert found("Bebauungsplaene") == ["Bebauungspläne"]
        assert found("Bruecke") == ["Brücken"]
