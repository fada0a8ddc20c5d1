"""Checks of the settings, and of what the region's content says."""

from __future__ import annotations

from urllib.parse import urlsplit

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.common import config_declaration

from ckanext.modellregion_owl import config, mail, root
from ckanext.modellregion_owl.doctor.check import Answer, good, look, wrong
from ckanext.modellregion_owl.region import RegionError, load_region
from ckanext.modellregion_owl.texts import translate as _
from ckanext.modellregion_owl.theme import brand, ground, logo
from ckanext.modellregion_owl.vocabularies import vocabulary

OURS = "ckanext.modellregion_owl."
LOCAL = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104 - compared, not listened on


def declared() -> Answer:
    """Look for settings of ours that nobody reads: most often a name that was mistyped."""
    known = {str(key) for key in config_declaration.iter_options()}
    unknown = sorted(k for k in tk.config if k.startswith(OURS) and k not in known)
    if unknown:
        return wrong(_("nobody reads {settings}").format(settings=", ".join(unknown)))
    return good(_("all known"))


def site_url() -> Answer:
    """Look whether others can reach the address by which the site calls itself."""
    address = str(tk.config.get("ckan.site_url") or "")
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return wrong(_("{address} is no web address").format(address=address or "–"))
    if parts.hostname in LOCAL or parts.scheme != "https":
        return look(address)
    return good(address)


def base_iri() -> Answer:
    """Look whether the beginning of the permanent addresses is fixed, and heeded."""
    fixed = root.fixed()
    if not fixed:
        return wrong(_("not fixed; it would be {address}").format(address=config.base_iri()))
    if other := config.unheeded_base_iri():
        said = _("{address}; the setting {other} has no effect")
        return look(said.format(address=fixed, other=other))
    return good(fixed)


def region() -> Answer:
    """Load the region's content."""
    try:
        found = load_region()
    except RegionError as err:
        return wrong(str(err))
    return good(found.title["de"])


def contributors() -> Answer:
    """Look for municipalities without a code of their own at GovData, or with an unknown one."""
    try:
        rows = load_region().municipalities
    except RegionError as err:
        return wrong(str(err))
    unknown = [r.slug for r in rows if r.contributor_id and r.contributor_id not in _providers()]
    without = [r.slug for r in rows if not r.contributor_id]
    if unknown:
        return wrong(_("not in the official list: {names}").format(names=", ".join(unknown)))
    if without:
        return look(_("none for {names}").format(names=", ".join(without)))
    return good(_("all in the official list"))


def _providers() -> frozenset[str]:
    return frozenset(term.uri for term in vocabulary("contributors"))


def colours() -> Answer:
    """Look for colours, and a logo, that are refused since people could not see them."""
    refused = [*map(str, brand.refusals(config.theme_colours())), logo.refusal()]
    if told := "; ".join(filter(None, refused)):
        return wrong(told)
    return good(_("all readable"))


def tiles() -> Answer:
    """Look whether the address of background tiles is one that pages use."""
    if refused := ground.refusal(config.map_tiles(), config.map_attribution()):
        return wrong(refused)
    if address := ground.tiles_address():
        return good(_("from {host}").format(host=urlsplit(address).hostname))
    return good(_("none: maps are drawn here and ask nobody"))


def mailing() -> Answer:
    """Look whether the site can send mail at all, and whom it tells when datasets leave at once."""
    if not mail.ready():
        return wrong(_("no mail server is set"))
    if not config.feed_mailbox():
        return look(_("nobody is told when many datasets leave at once"))
    return good(config.feed_mailbox())


def legal() -> Answer:
    """Look for the pages that the law demands of a public body."""
    pages = config.legal()
    labels = {"imprint": _("Imprint"), "privacy": _("Privacy")}
    if missing := [label for name, label in labels.items() if not pages[name]]:
        return look(_("not set: {pages}").format(pages=", ".join(missing)))
    return good(_("set"))


def inside() -> Answer:
    """Look whether sources inside of the house's own network may be read."""
    if config.harvest_allow_private_addresses():
        return look(_("sources may be addresses inside of your network"))
    return good(_("sources are public addresses only"))


def visitors() -> Answer:
    """Look whether the footer's promise on cookies can hold."""
    if p.plugin_loaded("tracking"):
        return look(_("CKAN's tracking keeps a checksum of address and browser of each visitor"))
    return good(_("nothing of ours is kept of visitors"))
