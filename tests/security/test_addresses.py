"""Addresses that lead inside, in every spelling that some reader understands (SSRF)."""

from __future__ import annotations

import pytest

from ckanext.modellregion_owl.harvest.exceptions import SourceUnavailable
from ckanext.modellregion_owl.harvest.transport import guard
from ckanext.modellregion_owl.harvest.transport.http import Client
from ckanext.modellregion_owl.links.ask import Asker

pytestmark = pytest.mark.unit

# Loopback: as a name, short, decimal, octal, hexadecimal, mixed, inside of IPv6, in letters of
# other scripts that IDNA makes plain ones, with dots of other scripts, hidden behind other parts.
HOSTS = [
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0177.0.0.1", "017700000001", "0x7f.0.0.1"),
    *("0x7f000001", "0x7f.1", "0177.0x0.1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost."),
    *("0", "0.0.0.0", "0x0", "127.255.255.254", "%31%32%37.0.0.1", "127.0.0.1%00.example"),  # noqa: S104
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *(
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[::1%25lo]",
        "[::ffff:0:127.0.0.1]",
    ),
    *("１２７.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "ⓛocalhost", "loc\u00adalhost"),
    *("a.example@127.0.0.1", "a.example:80@127.0.0.1", "127.0.0.1\\@a.example", "127.0.0.1\t"),
    *("169.254.169.254", "[fd00:ec2::254]", "metadata.internal", "[fe80::1]", "10.0.0.1"),
]
OTHERS = [
    *("file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/"),
    *("unix:///run/redis.sock", "jar:http://127.0.0.1!/", "//127.0.0.1/", "http:127.0.0.1", "///"),
    *("data:text/turtle,", "netdoc:///etc/passwd", "ldap://127.0.0.1/", "http+unix://%2Frun%2Fx/"),
]


def addresses(port: str) -> list[str]:
    return [*(f"http://{host}:{port}/secret" for host in HOSTS), *OTHERS]


class TestLeadInside:
    def test_harvester(self, feed):
        """None of them is asked for: refused before a connection is made."""
        feed.put("/secret", b"secret")
        client = Client(2, 1000, sleep=lambda seconds: None)
        for address in addresses(feed.url.rpartition(":")[2]):
            with pytest.raises(SourceUnavailable):
                client.get(address)
        assert feed.requests == []

    def test_link_check(self, feed):
        """Nor by the check of links, which asks whatever stands in a dataset."""
        feed.put("/secret", b"secret")
        asker = Asker()
        wrong = [a for a in addresses(feed.url.rpartition(":")[2]) if asker.ask(a).status]
        assert wrong == []
        assert feed.requests == []

    def test_by_a_redirect(self, feed, reply, monkeypatch):
        """A public server that sends us there gains nothing: not by a harvest, not by a link."""
        # The only public address is the server's here; all others are as they are.
        monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
        port = feed.url.rpartition(":")[2]
        feed.put("/secret", b"secret")
        inside = [host.replace("127.0.0.1", "127.0.0.2") for host in HOSTS]
        targets = [f"http://{host}:{port}/secret" for host in inside if "127.0.0.1" not in host]
        client = Client(2, 1000, sleep=lambda seconds: None)
        for target in [t for t in targets if t.isascii() and "\t" not in t] + OTHERS[:6]:
            if not any(spelling in target for spelling in ("127.0.0.2", "[", "file:", "ftp:")):
                continue  # other spellings of the one address that is public here
            feed.routes["/1"] = reply(status=302, headers={"Location": target})
            with pytest.raises(SourceUnavailable):
                client.get(feed.url + "/1")
            assert not Asker().ask(feed.url + "/1").status
        assert "/secret" not in feed.requests

    def test_the_servers_own_address_is_read(self, feed):
        """What the tests above refuse is not refused for nothing: allowed, it answers."""
        feed.put("/secret", b"secret")
        client = Client(2, 1000, allow_private=True, sleep=lambda seconds: None)
        assert client.get(feed.url + "/secret").body == b"secret"
        assert Asker(allow_private=True).ask(feed.url + "/secret").status == 200
        assert feed.requests
