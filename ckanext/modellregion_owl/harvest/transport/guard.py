"""Which addresses may be read: a source's URL comes from outside and may point inside.

The check is made on the address that is really connected to, after the name was resolved and again
for each redirect, so that a name which answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from requests.adapters import HTTPAdapter
from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

from ckanext.modellregion_owl.harvest.transport.deadline import Watched

_INSIDE = {"localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "alt"}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressForbidden(OSError):
    """The name leads to an address that must not be read."""

    def __init__(self, host: str, address: str) -> None:
        super().__init__(f"{host}: {address}")
        self.host = host
        self.address = address


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    IPv6 addresses that carry an IPv4 address (mapped, 6to4, Teredo, NAT64) count as that one too.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = _embedded(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    public = ip.is_global and not ip.is_multicast and not ip.is_reserved
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:  # "global" to Python
        return False
    if inner is None:
        return public
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip in _NAT64):
        return is_public(str(inner))
    return public and is_public(str(inner))


def _embedded(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo[1] if ip.teredo else None
    return ip.ipv4_mapped or ip.sixtofour or teredo


def is_outside(host: str) -> bool:
    """Tell whether a name is of the public internet by its looks (RFC 6761, 6762, 8375, 9476).

    A number behind the last dot is no top level: the next reader may take it all for an address.
    """
    labels = host.lower().rstrip(".").split(".")
    named = len(labels) > 1 and labels[-1][:1].isalpha()
    return named and labels[-1] not in _INSIDE and labels[-2:] != ["home", "arpa"]


def check_host(host: str, port: int) -> list[str]:
    """Resolve a host and return its addresses.

    :raises AddressForbidden: one of them is not public; a name with both kinds is refused whole.
    :raises socket.gaierror: the name is unknown.
    """
    found = socket.getaddrinfo(host, port, allowed_gai_family(), socket.SOCK_STREAM)
    addresses = [str(item[4][0]) for item in found]
    for address in addresses:
        if not is_public(address):
            raise AddressForbidden(host, address)
    return addresses


def check_before_proxy(url: str) -> None:
    """Check an address that a proxy will connect to.

    :raises AddressForbidden: it leads into a network, or its name looks like it.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        check_host(host, parts.port or 80)
    except socket.gaierror as err:
        # All names of the web may be left to the proxy; what is inside by rule is not its.
        if not is_outside(host):
            raise AddressForbidden(host, "-") from err


class _Guarded:
    """Connect to an address that was checked, not to a name that is resolved once more."""

    def _new_conn(self: Any) -> socket.socket:
        try:
            addresses = check_host(self._dns_host, self.port)
        except socket.gaierror as err:
            raise NameResolutionError(self.host, self, err) from err
        last: OSError | None = None
        for address in addresses:
            try:
                return create_connection(
                    (address, self.port), self.timeout, self.source_address, self.socket_options
                )
            except OSError as err:
                last = err
        raise NewConnectionError(self, f"no connection to {self.host}: {last}")


class _GuardedHTTPConnection(Watched, _Guarded, HTTPConnection):
    pass


class _GuardedHTTPSConnection(Watched, _Guarded, HTTPSConnection):
    pass


class _WatchedHTTPConnection(Watched, HTTPConnection):
    pass


class _WatchedHTTPSConnection(Watched, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTPConnection


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPSConnection


class _GuardedHTTPPool(HTTPConnectionPool):
    ConnectionCls = _GuardedHTTPConnection


class _GuardedHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedHTTPSConnection


OPEN = {"http": _HTTPPool, "https": _HTTPSPool}
GUARDED = {"http": _GuardedHTTPPool, "https": _GuardedHTTPSPool}


class OpenAdapter(HTTPAdapter):
    """Transport of requests with a limit of time; reads any address."""

    pools: Mapping[str, Any] = OPEN

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **kw: Any
    ) -> None:
        """Build the pool manager with our connections."""
        self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **kw)
        self.poolmanager.pool_classes_by_scheme = dict(self.pools)

    def proxy_manager_for(self, proxy: str, **kw: Any) -> Any:
        """Return the manager of connections to a proxy: the operator's own, so never guarded."""
        manager = super().proxy_manager_for(proxy, **kw)
        manager.pool_classes_by_scheme = dict(OPEN)
        return manager


class GuardedAdapter(OpenAdapter):
    """Transport of requests that refuses addresses inside.

    Behind a proxy it is the proxy that connects; then the caller checks the host beforehand.
    """

    pools = GUARDED
