"""What a source's configuration may say."""

from __future__ import annotations

from typing import ClassVar

import pytest

from ckanext.modellregion_owl.harvest.adapters import ADAPTERS
from ckanext.modellregion_owl.harvest.exceptions import SourceInvalid
from ckanext.modellregion_owl.harvest.key_check import check_value
from ckanext.modellregion_owl.harvest.keys import Key, keys_of
from ckanext.modellregion_owl.harvest.source import Source, parse_config

pytestmark = pytest.mark.unit


class TestKeys:
    @pytest.mark.parametrize(
        ("config", "said"),
        [
            ({"protocol": []}, "dcat"),
            ({"protocol": "dcat", "protokoll": 1}, "contributor_id"),
            ({"protocol": "dcat", "paging": "ja"}, "true"),
            # Its pages are positions in one list: to read only one of them would be no catalogue.
            ({"protocol": "csw", "paging": False}, "organisation"),
            ({"protocol": "ckan", "format": "text/turtle"}, "organisation"),
            ({"protocol": "dcat", "precedence": True}, "precedence"),
            ({"protocol": "dcat", "precedence": -1}, "0"),
            ({"protocol": "dcat", "personal_data": "none"}, "organisations, all"),
            ({"protocol": "dcat", "geocoding": "http://x"}, "square brackets"),
            ({"protocol": "dcat", "geocoding": ["http://x"]}, "http://x"),
            ({"protocol": "dcat", "licence": "frei"}, "frei"),
        ],
    )
    def test_wrong_value_is_named(self, config, said):
        """The sentence names the key, and what it may be."""
        with pytest.raises(SourceInvalid) as caught:
            parse_config(config)
        shown = " ".join([caught.value.message.msgid, *caught.value.message.params.values()])
        assert said in shown
        assert list(config)[-1] in shown

    def test_each_protocol_has_its_own(self, monkeypatch):
        """A key of one protocol is unknown to another; the message names those of that one."""

        class Probe:
            KEYS: ClassVar = {"page_size": int, "sort": Key(choices=("a", "b"), default="a")}

        monkeypatch.setitem(ADAPTERS, "probe", Probe)
        assert parse_config({"protocol": "probe", "page_size": 5})["page_size"] == 5
        with pytest.raises(SourceInvalid) as caught:
            parse_config({"protocol": "probe", "pagesize": 5})
        assert "page_size" in caught.value.message.params["known"]
        with pytest.raises(SourceInvalid) as caught:
            parse_config({"protocol": "dcat", "page_size": 5})
        assert "page_size" not in caught.value.message.params["known"]

    def test_default_counts_where_the_key_is_missing(self):
        """The reader of a key need not know its default."""
        source = Source("1", "s", "S", "https://a.example/", "dcat", config={"precedence": 3})
        assert source.setting("precedence") == 3
        assert source.setting("personal_data") == "organisations"
        with pytest.raises(KeyError):
            source.setting("presedence")

    @pytest.mark.parametrize("protocol", sorted(ADAPTERS))
    def test_every_key_is_explained(self, protocol):
        """In the form and in the docs; an example passes its own check."""
        for name, key in keys_of(ADAPTERS[protocol]).items():
            assert key.help, name
            if key.example is not None:
                check_value(name, key, key.example)
