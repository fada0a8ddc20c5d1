"""A harvest source as the pipeline sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceInvalid
from ckanext.modellregion_owl.harvest.key_check import check_value
from ckanext.modellregion_owl.harvest.keys import keys_of

# No blank or backslash, which one reader takes for the end of the host and the next does not; no
# "%" of IPv6 zones, which name a network interface of ours.
_HOST = re.compile(r"[^\s\x00-\x20\x7f<>\"{}|\\^`%@/?#]+")

TYPE = "modellregion"  # source type in ckanext-harvest


@dataclass(frozen=True)
class Source:
    """One address that delivers datasets, its protocol and whose they are.

    `name` is the slug that the command line takes, `municipality` the slug in the region's content
    or "", `organisation_id` the CKAN organisation that owns the datasets, `config` the source's own
    JSON configuration (keys: keys.py and the adapter's `KEYS`).
    """

    id: str
    name: str
    title: str
    url: str
    protocol: str
    municipality: str = ""
    organisation_id: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paging(self) -> bool:
        """Tell whether links to further pages are followed (`"paging": false` switches it off).

        :raises KeyError: the protocol has no such key (keys.PAGING).
        """
        return bool(self.setting("paging"))

    def setting(self, name: str) -> Any:
        """Return the value of a key, its default where the configuration has none.

        :raises KeyError: neither common nor one of the protocol's.
        """
        from ckanext.modellregion_owl.harvest.adapters import ADAPTERS

        return self.config.get(name, keys_of(ADAPTERS.get(self.protocol))[name].default)

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> Source:
        """Build a source from `harvest_source_show` or from a dict with the same keys.

        :raises SourceInvalid: address or configuration can't be used; says why.
        """
        config = parse_config(source.get("config"))
        return cls(
            id=str(source["id"]),
            name=str(source.get("name") or source["id"]),
            title=str(source.get("title") or source.get("name") or ""),
            url=check_url(str(source.get("url") or "")),
            protocol=str(config["protocol"]),
            municipality=str(config.get("municipality") or ""),
            organisation_id=str(source.get("owner_org") or ""),
            config=config,
        )


def parse_config(raw: str | Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the configuration of a source, checked.

    :param raw: JSON text as ckanext-harvest stores it, or the parsed mapping.
    :raises SourceInvalid: not a JSON object, unknown or missing key, wrong type, unknown protocol.
    """
    from ckanext.modellregion_owl.harvest.adapters import ADAPTERS

    config = _as_dict(raw)
    protocol = config.get("protocol")
    if not isinstance(protocol, str) or protocol not in ADAPTERS:
        raise SourceInvalid(
            N_("The configuration needs a “protocol”. Known protocols: {known}."),
            known=", ".join(sorted(ADAPTERS)),
        )
    keys = keys_of(ADAPTERS[protocol])
    if unknown := sorted(set(config) - set(keys)):
        raise SourceInvalid(
            N_("The configuration has an unknown key “{key}”. Known keys of {protocol}: {known}."),
            key=unknown[0],
            protocol=protocol,
            known=", ".join(sorted(keys)),
        )
    for name, value in config.items():
        check_value(name, keys[name], value)
    return config


def _as_dict(raw: str | Mapping[str, Any] | None) -> dict[str, Any]:
    if raw is not None and not isinstance(raw, str):
        return dict(raw)
    try:
        config = json.loads(raw or "{}")
    except ValueError as err:
        raise SourceInvalid(N_("The configuration is not valid JSON: {error}"), error=err) from err
    if not isinstance(config, dict):
        raise SourceInvalid(N_("The configuration must be a JSON object in curly brackets."))
    return config


def check_url(url: str) -> str:
    """Return a source's address, without surrounding blanks.

    :raises SourceInvalid: not http(s), no host that every reader understands as the same, or a
        password in it (it would show on pages).
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and _is_host(parts.hostname or "")
        usable = usable and (parts.port is None or parts.netloc.isascii())
        secret = bool(parts.username or parts.password)
    except ValueError as err:
        raise SourceInvalid(N_("“{url}” is not an address of the web."), url=url) from err
    if not usable:
        raise SourceInvalid(N_("“{url}” is not an address of the web."), url=url)
    if secret:
        raise SourceInvalid(N_("The address must not hold a user name or a password."))
    return url


def _is_host(host: str) -> bool:
    """Tell whether a host may be asked for.

    :raises ValueError: a label that DNS does not have (empty, too long).
    """
    return bool(_HOST.fullmatch(host)) and bool(host.rstrip(".").encode("idna"))
