"""Settings come from the environment and are refused with a reason."""

from __future__ import annotations

import pytest
from owlstack.console import StackError
from owlstack.settings import DEFAULT_PORTS, check_slot, load

pytestmark = pytest.mark.unit


class TestLoad:
    def test_has_defaults(self):
        """Without any variable the defaults hold and no service is external."""
        settings = load({})
        assert settings.ports == DEFAULT_PORTS
        assert settings.external == {}
        assert settings.slot == "test"

    def test_avoids_standard_ports(self):
        """A system service on its standard port is not disturbed."""
        assert not {5432, 6379, 8983, 5000, 80} & set(DEFAULT_PORTS.values())

    @pytest.mark.parametrize("name", sorted(DEFAULT_PORTS))
    def test_reads_a_port(self, name):
        """Each port has a variable of its own."""
        settings = load({f"MODELLREGION_{name.upper()}_PORT": "7001"})
        assert settings.ports == {**DEFAULT_PORTS, name: 7001}
        assert settings.url(name) == "http://127.0.0.1:7001"

    @pytest.mark.parametrize("value", ["x", "0", "65536", "-1", "80.5"])
    def test_refuses_what_is_no_port(self, value):
        """The message names the variable."""
        with pytest.raises(StackError, match="MODELLREGION_SOLR_PORT"):
            load({"MODELLREGION_SOLR_PORT": value})

    def test_refuses_one_port_for_two(self):
        """Two services on one port are named."""
        with pytest.raises(StackError, match="postgres, redis"):
            load({"MODELLREGION_POSTGRES_PORT": "6479"})

    @pytest.mark.parametrize("name", ["postgres", "redis", "solr"])
    def test_takes_a_running_service(self, name):
        """An address makes the service external; its last slash does not matter."""
        settings = load({f"MODELLREGION_{name.upper()}_URL": "x://host:1/"})
        assert settings.external == {name: "x://host:1"}


class TestCheckSlot:
    @pytest.mark.parametrize("name", ["test", "a", "feed_2"])
    def test_accepts_names(self, name):
        """Small letters, digits and the underscore can name a database and a core."""
        assert check_slot(name) == name

    @pytest.mark.parametrize("name", ["", "2a", "A", "a-b", "a/b", "a" * 32, 'a"'])
    def test_refuses_others(self, name):
        """Anything else could leave the names of databases and folders."""
        with pytest.raises(StackError, match="Slot"):
            check_slot(name)
