"""Checks of what stands side by side: versions, plugins and their order, the dataset's schema."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from packaging.version import Version

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.doctor.check import Answer, good, look, wrong
from ckanext.modellregion_owl.rdf.profile import schema_of
from ckanext.modellregion_owl.texts import translate as _

LEAST = {
    "ckan": "2.12",
    "ckanext-dcat": "2.4.4",
    "ckanext-harvest": "1.6.3",
    "ckanext-scheming": "3.1.0",
}
PROFILE = "dcat_ap_de_3"
CORE = "modellregion_owl"
# Plugin → those that must not stand before it in ckan.plugins, and why.
BEFORE = {
    "modellregion_owl_feed": ("dcat",),  # its /catalog.<format> would win
    "modellregion_owl_theme": ("modellregion_owl",),  # templates of the first one win
}


def versions() -> Answer:
    """Compare what is installed with what we were tested with."""
    found = {name: installed(name) for name in LEAST}
    old = [n for n, least in LEAST.items() if found[n] and Version(found[n]) < Version(least)]
    if old := [f"{n} {found[n]} < {LEAST[n]}" for n in old]:
        return wrong(", ".join(old))
    if missing := [name for name, here in found.items() if not here]:
        return wrong(_("not installed: {names}").format(names=", ".join(missing)))
    return good(", ".join(f"{name} {here}" for name, here in found.items()))


def installed(name: str) -> str:
    """Return the version of a package, "" when it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def order() -> Answer:
    """Look for plugins that stand behind one that hides them."""
    loaded = list(tk.config["ckan.plugins"])
    late = [
        f"{name} > {other}"
        for name, others in BEFORE.items()
        for other in others
        if name in loaded and other in loaded and loaded.index(other) < loaded.index(name)
    ]
    if late:
        return wrong(_("in this order pages are hidden: {names}").format(names=", ".join(late)))
    ours = [name for name in loaded if name.startswith(CORE)]
    return good(" ".join(ours)) if CORE in loaded else wrong(_("not switched on"))


def schema() -> Answer:
    """Look whose form datasets have."""
    found = schema_of("dataset")
    if found is None:
        return look(_("datasets have CKAN's own form, without our fields"))
    if not found.get("form_sections"):
        return look(
            _("datasets have a form of your own: {about}").format(about=found.get("about", "–"))
        )
    return good(str(found.get("about") or ""))


def profiles() -> Answer:
    """Look whether our profile has the last word."""
    listed = tk.aslist(tk.config.get("ckanext.dcat.rdf.profiles"))
    if not p.plugin_loaded("dcat"):
        return wrong(_("ckanext-dcat is not switched on"))
    if listed[-1:] != [PROFILE]:
        return look(" ".join(listed) or "–")
    return good(" ".join(listed))
