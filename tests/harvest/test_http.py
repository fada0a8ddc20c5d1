"""The transport: limits, retries, redirects, addresses that must not be read."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc

import pytest

from ckanext.modellregion_owl.harvest.exceptions import (
    SourceRefused,
    SourceSilent,
    SourceUnavailable,
)
from ckanext.modellregion_owl.harvest.transport import guard
from ckanext.modellregion_owl.harvest.transport.http import Client

pytestmark = pytest.mark.unit

INSIDE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.57.3", "169.254.169.254", "100.64.0.1"),
    *("0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1"),  # noqa: S104
    *("::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::", "2001:db8::1"),
    # IPv4 inside of IPv6
    *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"),
    # site-local (RFC 3879): out of use, but inside where it is in use
    *("fec0::1", "feff::1"),
]
# Addresses that nobody can ask for, or that mean another host to the next reader.
BROKEN = [
    *(
        "http://a..b/",
        "http://.a/",
        "http://a b/",
        "http://a\x00b/",
        "http://[::1",
        "http://[::1%lo]/",
    ),
    *(
        "http://[fe80::1%25eth0]/",
        "http://a:99999/",
        "http://a:abc/",
        "http://a:-1/",
        "http://a:٣/",
    ),
    *("http://" + "a" * 300 + "/", "http://a\\@b/", "http://\ud800/", "http://%zz/"),
]


@pytest.fixture
def waited() -> list[float]:
    """The seconds that a client slept between its tries."""
    return []


@pytest.fixture
def client(waited):
    """A client that may read loopback and does not really wait."""
    return Client(5, 1_000_000, allow_private=True, sleep=waited.append)


class TestGuard:
    @pytest.mark.parametrize("address", INSIDE)
    def test_inside(self, address):
        """Loopback, private, link-local, reserved, multicast; also wrapped into IPv6."""
        assert not guard.is_public(address)

    @pytest.mark.parametrize(
        "address", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9", "64:ff9b::909:909"]
    )
    def test_outside(self, address):
        """Addresses of the public internet, also wrapped."""
        assert guard.is_public(address)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0", "2130706433"])
    def test_refused_without_connecting(self, feed, host):
        """Whatever way loopback is written; the server sees no request."""
        port = feed.url.rpartition(":")[2]
        with pytest.raises(SourceUnavailable):
            Client(5, 1000).get(f"http://{host}:{port}/secret")
        assert feed.requests == []

    @pytest.mark.parametrize("proxy", [True, False])
    @pytest.mark.parametrize("url", BROKEN, ids=ascii)
    def test_no_address_of_the_web(self, feed, monkeypatch, url, proxy):
        """Is refused by its looks, also before a proxy, which may read it in another way."""
        if proxy:
            monkeypatch.setenv("http_proxy", feed.url)
        with pytest.raises(SourceRefused):
            Client(1, 1000).get(url)
        assert feed.requests == []

    @pytest.mark.parametrize("target", ["http://[::1", "http://a..b/", "//a:99999/"])
    def test_redirect_to_a_broken_address(self, feed, reply, client, target):
        """Is refused like any other."""
        feed.routes["/1"] = reply(status=302, headers={"Location": target})
        with pytest.raises(SourceRefused):
            client.get(feed.url + "/1")

    def test_name_that_answers_differently_the_second_time(self, feed, monkeypatch):
        """The address that was checked is the one connected to: the name is resolved once."""
        port = int(feed.url.rpartition(":")[2])
        answers = [[(2, 1, 6, "", (a, port))] for a in ("127.0.0.1", "127.0.0.2")]
        asked = []

        def resolve(host, *args, **options):
            """Answer for the name once so, then so; a number stands for itself."""
            if host != "wechselnd.example":
                return [(2, 1, 6, "", (host, port))]
            asked.append(host)
            return answers[len(asked) - 1]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
        feed.put("/1", b"ok")
        assert Client(5, 1000).get(f"http://wechselnd.example:{port}/1").body == b"ok"
        assert len(asked) == 1

    def test_name_with_one_private_address(self, monkeypatch):
        """A name with a public and a private address is refused whole."""
        found = [(2, 1, 6, "", (a, 80)) for a in ("9.9.9.9", "10.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
        with pytest.raises(SourceRefused, match=r"10\.0\.0\.1"):
            Client(5, 1000).get("http://harmlos.example/")

    def test_redirect_inside(self, feed, reply, monkeypatch):
        """The address is checked again after each redirect."""
        monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
        port = feed.url.rpartition(":")[2]
        target = f"http://127.0.0.2:{port}/secret"
        feed.routes["/1"] = reply(status=302, headers={"Location": target})
        with pytest.raises(SourceRefused, match=r"127\.0\.0\.2"):
            Client(5, 1000).get(feed.url + "/1")
        assert feed.requests == ["/1"]

    @pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://a.example/", "gopher://a"])
    def test_redirect_to_another_scheme(self, feed, reply, client, target):
        """Only http and https."""
        feed.routes["/1"] = reply(status=302, headers={"Location": target})
        with pytest.raises(SourceRefused):
            client.get(feed.url + "/1")


class TestGet:
    def test_body_and_type(self, feed, client):
        """What the server sent, with the address after redirects."""
        answer = client.get(feed.put("/1", b"abc", "Text/Turtle"))
        assert (answer.url, answer.content_type, answer.body) == (
            feed.url + "/1",
            "text/turtle",
            b"abc",
        )

    def test_redirects(self, feed, reply, client):
        """Relative ones too; a circle ends."""
        feed.put("/b", b"ziel")
        feed.routes["/a"] = reply(status=301, headers={"Location": "b"})
        assert client.get(feed.url + "/a").url == feed.url + "/b"
        feed.routes["/c"] = reply(status=302, headers={"Location": "/c"})
        with pytest.raises(SourceUnavailable):
            client.get(feed.url + "/c")

    def test_body_of_a_redirect(self, feed, reply, client):
        """Is never read, for it has no limit: neither waited for nor unpacked."""
        bomb = gzip.compress(b"0" * 200_000_000, 1)
        headers = {"Location": "/2", "Content-Encoding": "gzip"}
        feed.routes["/1"] = reply(bomb, 302, headers, delay=8)
        feed.put("/2", b"da")
        began = time.monotonic()
        tracemalloc.start()
        assert client.get(feed.url + "/1").body == b"da"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
        tracemalloc.stop()
        assert time.monotonic() - began < 6

    def test_again_after_500(self, feed, reply, client, waited):
        """Three tries, the third one works."""
        feed.routes["/1"] = [reply(status=500), reply(status=503), reply(b"da")]
        assert client.get(feed.url + "/1").body == b"da"
        assert len(waited) == 2

    def test_retry_after(self, feed, reply, client, waited):
        """The server's wish counts, within reason."""
        feed.routes["/1"] = [reply(status=429, headers={"Retry-After": "7"}), reply(b"da")]
        client.get(feed.url + "/1")
        assert waited == [7.0]
        feed.routes["/1"] = reply(status=503, headers={"Retry-After": "86400"})
        with pytest.raises(SourceUnavailable):
            client.get(feed.url + "/1")
        assert waited == [7.0]

    @pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
    def test_not_again(self, feed, client, waited, status):
        """What will not pass is asked once."""
        feed.put("/1", b"", status=status)
        with pytest.raises(SourceUnavailable, match=str(status)):
            client.get(feed.url + "/1")
        assert len(feed.requests) == 1

    def test_too_large(self, feed, client):
        """Reading stops at the limit, before unpacking the rest of a bomb."""
        feed.put("/1", b"x" * 1_000_001)
        with pytest.raises(SourceUnavailable):
            client.get(feed.url + "/1")
        feed.put("/2", gzip.compress(b"0" * 500_000_000, 1))
        feed.routes["/2"].headers["Content-Encoding"] = "gzip"
        with pytest.raises(SourceUnavailable):
            client.get(feed.url + "/2")

    @pytest.mark.parametrize("size", [1, 1_000, 999_999])
    def test_gzip(self, feed, client, size):
        """Unpacked to the last byte."""
        body = bytes(i % 251 for i in range(size))
        feed.put("/1", gzip.compress(body))
        feed.routes["/1"].headers["Content-Encoding"] = "gzip"
        assert client.get(feed.url + "/1").body == body

    @pytest.mark.parametrize("behind", [b"", bytes(20), b"x" * 70_000])
    def test_gzip_in_parts(self, feed, client, behind):
        """Several gzip streams in a row are one body; what stands behind them is left out."""
        parts = [bytes((i * n) % 251 for i in range(90_000)) for n in (1, 7, 11)]
        feed.put("/1", b"".join(map(gzip.compress, parts)) + behind)
        feed.routes["/1"].headers["Content-Encoding"] = "gzip"
        assert client.get(feed.url + "/1").body == b"".join(parts)

    @pytest.mark.parametrize("packed", [True, False])
    def test_cut_off(self, feed, client, packed):
        """A body that ends early is an error and not a short page."""
        body = gzip.compress(bytes(i % 251 for i in range(50_000))) if packed else b"x" * 5000
        if packed:
            feed.put("/1", body[:-100])  # length is right, the stream is not
            feed.routes["/1"].headers["Content-Encoding"] = "gzip"
        else:
            feed.put("/1", body, cut=100)
        with pytest.raises(SourceUnavailable):
            client.get(feed.url + "/1")

    def test_silent_server(self, feed, waited):
        """The timeout ends each try."""
        feed.put("/1", b"x", delay=2)
        with pytest.raises(SourceUnavailable):
            Client(0.1, 1000, allow_private=True, sleep=waited.append).get(feed.url + "/1")

    @pytest.mark.parametrize("chunked", [True, False])
    def test_server_that_drips(self, waited, chunked):
        """A byte now and then keeps each wait short; the page has a time limit all the same.

        Without it one source would hold its lock, and the sources behind it, for weeks.
        """
        head = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: 5000"
        byte = b"1\r\nx\r\n" if chunked else b"x"
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            threading.Thread(target=_drip, args=(server, head, byte), daemon=True).start()
            began = time.monotonic()
            with pytest.raises(SourceUnavailable, match=r"langsam|slowly"):
                Client(0.3, 10_000, allow_private=True, sleep=waited.append).get(
                    f"http://127.0.0.1:{port}/"
                )
        assert time.monotonic() - began < 20

    def test_headers_that_drip(self, waited):
        """Headers count too: the limit is over the whole answer."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            threading.Thread(
                target=_drip, args=(server, b"X-Endless: ", b"x", b""), daemon=True
            ).start()
            began = time.monotonic()
            with pytest.raises(SourceUnavailable, match=r"langsam|slowly"):
                Client(0.3, 10_000, allow_private=True, sleep=waited.append).get(
                    f"http://127.0.0.1:{port}/"
                )
        assert time.monotonic() - began < 20
        assert waited == []

    @pytest.mark.parametrize(
        ("value", "least", "most"),
        [
            ("7", 7, 7),
            ("Fri, 31 Dec 1999 23:59:59 GMT", 0, 0),
            ("soon", 0, 1),
            ("٣٠", 0, 2),
            ("Fri, 31 Dec 1999 23:59:59 +9999999999999", 0, 2),
        ],
    )
    def test_retry_after_as_number_or_date(self, feed, reply, client, waited, value, least, most):
        """Both forms of RFC 9110; nonsense counts as none."""
        feed.routes["/1"] = [reply(b"", 503, {"Retry-After": value}), reply(b"ok")]
        assert client.get(feed.url + "/1").body == b"ok"
        assert least <= waited[0] <= most


class TestAuthorise:
    @pytest.fixture
    def keeping(self, feed, monkeypatch):
        """Keep the headers that the server gets: {path: value of Authorization}."""
        got = {}
        handler = feed._server.RequestHandlerClass
        original = handler.do_GET

        def do_get(self):
            """Keep the header, then answer."""
            got[self.path] = self.headers.get("Authorization")
            original(self)

        monkeypatch.setattr(handler, "do_GET", do_get)
        return got

    def test_only_to_its_server(self, feed, reply, client, keeping):
        """Sent to the source's server; a redirect to another one does not take it along."""
        other = feed.url.replace("127.0.0.1", "localhost")
        feed.put("/1", b"ok")
        feed.routes["/away"] = reply(b"", 302, {"Location": other + "/2"})
        feed.put("/2", b"ok")
        client.authorise(feed.url + "/1", "Bearer geheim")
        client.get(feed.url + "/1")
        client.get(feed.url + "/away")
        assert keeping == {"/1": "Bearer geheim", "/away": "Bearer geheim", "/2": None}


class TestProxy:
    def test_private_address_is_refused_before_the_proxy_is_asked(self, feed, monkeypatch):
        """The proxy would connect for us: the address is checked all the same."""
        monkeypatch.setenv("http_proxy", feed.url)
        monkeypatch.setenv("no_proxy", "")
        with pytest.raises(SourceRefused):
            Client(1, 1000).get("http://10.0.0.1/catalog.ttl")
        with pytest.raises(SourceRefused):
            Client(1, 1000).post("http://169.254.169.254/latest", b"", "text/xml")
        assert feed.requests == []

    @pytest.mark.parametrize(
        "host",
        [
            "localhost.",
            "a.localhost",
            "intranet",
            "db.internal",
            "nas.local",
            "x.home.arpa",
            "10.0.0.1.",
            "0x7f.0x1.",
        ],
    )
    def test_name_that_only_the_proxy_knows(self, feed, monkeypatch, host):
        """Where the name can't be resolved here, one that is by rule inside does not pass."""
        monkeypatch.setenv("http_proxy", feed.url)
        monkeypatch.setenv("no_proxy", "")
        monkeypatch.setattr(socket, "getaddrinfo", _unknown)
        with pytest.raises(SourceRefused):
            Client(1, 1000).get(f"http://{host}/catalog.ttl")
        assert feed.requests == []

    def test_public_name_that_only_the_proxy_knows(self, feed, monkeypatch):
        """A network may leave all names of the web to its proxy."""
        monkeypatch.setenv("http_proxy", feed.url)
        monkeypatch.setenv("no_proxy", "")
        found = socket.getaddrinfo
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda host, *a: (found if host[0] == "1" else _unknown)(host, *a),
        )
        feed.put("http://daten.stadt.de/catalog.ttl", b"ok")
        assert Client(1, 1000).get("http://daten.stadt.de/catalog.ttl").body == b"ok"

    def test_proxy_is_used(self, feed, monkeypatch):
        """HTTP_PROXY is honoured; the proxy itself may stand inside of the network."""
        monkeypatch.setenv("http_proxy", feed.url)
        monkeypatch.setenv("no_proxy", "")
        feed.put("http://1.1.1.1/catalog.ttl", b"ok")
        assert Client(1, 1000).get("http://1.1.1.1/catalog.ttl").body == b"ok"

    def test_https_by_a_proxy(self, feed, monkeypatch):
        """HTTPS_PROXY is asked for a tunnel to a public server, never for one inside."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            asked: list[bytes] = []
            threading.Thread(target=_no_tunnel, args=(server, asked), daemon=True).start()
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{server.getsockname()[1]}")
            monkeypatch.setenv("no_proxy", "")
            client = Client(5, 1000, sleep=lambda seconds: None)
            for url in ("https://10.0.0.1/catalog.ttl", "https://169.254.169.254/latest"):
                with pytest.raises(SourceRefused):
                    client.get(url)
            assert asked == []
            with pytest.raises(SourceUnavailable):
                client.get("https://1.1.1.1/catalog.ttl")
            assert asked
            assert all(line.startswith(b"CONNECT 1.1.1.1:443 ") for line in asked)

    def test_no_proxy_names_the_exceptions(self, feed, monkeypatch):
        """NO_PROXY is honoured: such a server is asked without the proxy."""
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        url = feed.put("/catalog.ttl", b"ok")
        assert Client(5, 1000, allow_private=True).get(url).body == b"ok"


def _no_tunnel(server: socket.socket, asked: list[bytes]) -> None:
    """Note what the proxy is asked for, and refuse it."""
    with contextlib.suppress(OSError):
        while True:
            connection, _ = server.accept()
            with connection:
                asked.append(connection.recv(4096))
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")


def _unknown(host: str, *args: object) -> None:
    raise socket.gaierror(f"{host} is unknown")


def _drip(server: socket.socket, head: bytes, byte: bytes, end: bytes = b"\r\n\r\n") -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + end)
        for _ in range(600):
            connection.sendall(byte)
            time.sleep(0.05)


class TestPost:
    """A question in a body: as `get`, but asked again in full where a redirect leads."""

    @pytest.fixture
    def asked(self, client):
        """Ask an address by POST."""
        return lambda url: client.post(url, b"<frage/>", "application/xml", "text/xml")

    def test_sends_the_body(self, feed, asked):
        """The server gets the question."""
        url = feed.put("/csw", b"<antwort/>", "text/xml")
        assert asked(url).body == b"<antwort/>"
        assert feed.bodies == [b"<frage/>"]

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    def test_redirect_repeats_the_question(self, feed, asked, reply, status):
        """The question reads only, so it may be asked again at the new address."""
        feed.routes["/alt"] = reply(status=status, headers={"Location": "/neu"})
        feed.put("/neu", b"<antwort/>")
        assert asked(f"{feed.url}/alt").url == f"{feed.url}/neu"
        assert feed.bodies == [b"<frage/>", b"<frage/>"]

    def test_303_reads_the_answer(self, feed, asked, reply):
        """The answer lies there; the question is not sent along."""
        feed.routes["/alt"] = reply(status=303, headers={"Location": "/neu"})
        feed.put("/neu", b"<antwort/>")
        assert asked(f"{feed.url}/alt").body == b"<antwort/>"
        assert feed.bodies == [b"<frage/>"]

    def test_redirect_inside_is_refused(self, feed, reply):
        """Every address on the way is checked; the question does not leave for another net."""
        feed.routes["/alt"] = reply(status=307, headers={"Location": "file:///etc/passwd"})
        client = Client(5, 1000, allow_private=True, sleep=lambda seconds: None)
        with pytest.raises(SourceRefused):
            client.post(f"{feed.url}/alt", b"", "text/xml")
        with pytest.raises(SourceRefused):
            Client(5, 1000).post(f"{feed.url}/alt", b"", "text/xml")

    def test_tries_again(self, feed, asked, reply):
        """A passing fault of the server does not cost the page."""
        feed.routes["/csw"] = [reply(status=503), reply(b"<antwort/>")]
        assert asked(f"{feed.url}/csw").body == b"<antwort/>"

    def test_silence_is_told(self, feed, asked):
        """No connection is another fault than a bad answer."""
        feed.close()
        with pytest.raises(SourceSilent):
            asked(f"{feed.url}/csw")
