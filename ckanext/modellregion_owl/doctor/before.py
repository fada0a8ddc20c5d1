"""What we will meet in a portal that knows nothing of us yet. Nothing is written.

Our plugins need not be switched on: only what CKAN and others have is asked.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk

from ckanext.modellregion_owl.doctor import addresses, portal, services
from ckanext.modellregion_owl.doctor.check import Answer, Check, good, look, wrong
from ckanext.modellregion_owl.rdf.unclaimed import fields
from ckanext.modellregion_owl.region import RegionError, load_region
from ckanext.modellregion_owl.texts import N_
from ckanext.modellregion_owl.texts import translate as _

REGION = "ckanext.modellregion_owl.region:owl"  # the setting's default, not declared yet
PROJECT = "modellprojekt"
OURS = ("_theme", "_projects", "_feed", "_harvest", "")
SHOWN = 5  # of anything in one line


def versions() -> Answer:
    """Compare the versions, PostgreSQL's too."""
    packages, database = portal.versions(), services.database()
    worst = max(packages, database, key=lambda a: ("ok", "look", "wrong").index(a.state.value))
    return Answer(worst.state, f"{packages.said}, {database.said}")


def schema() -> Answer:
    """Tell which form datasets have now."""
    own = tk.aslist(tk.config.get("scheming.dataset_schemas"))
    forms = sorted(
        plugin.name
        for plugin in p.PluginImplementations(p.IDatasetForm)
        if "dataset" in plugin.package_types() and not plugin.name.startswith(portal.CORE)
    )
    if own:
        return look(_("a schema of your own: {names}").format(names=" ".join(own)))
    if forms:
        return look(_("the form of {names}").format(names=", ".join(forms)))
    return good(_("CKAN's own form; ours can take its place"))


def addresses_taken() -> Answer:
    """Tell which of our pages' addresses, or of our parts' names, somebody has already."""
    if same := addresses.same_names():
        return wrong(
            _("another plugin has parts of the same name: {names}").format(names=_some(same))
        )
    if taken := addresses.taken():
        return look(_("taken already: {names}").format(names=_some(taken)))
    return good(_("{n} new addresses, none is taken").format(n=len(addresses.ours().rules)))


def groups() -> Answer:
    """Tell whether groups or organisations bear the names of ours, or a plugin has our type."""
    others = [
        plugin.name
        for plugin in p.PluginImplementations(p.IGroupForm)
        if PROJECT in plugin.group_types() and not plugin.name.startswith(portal.CORE)
    ]
    if others:
        said = _("the plugin {names} has groups of the type {type} too")
        return wrong(said.format(names=", ".join(others), type=PROJECT))
    try:
        region = load_region(str(tk.config.get("ckanext.modellregion_owl.region") or REGION))
    except RegionError as err:
        return wrong(str(err))
    names = {row.slug for row in region.municipalities}
    names |= {row.slug for row in region.projects}
    query = sa.select(model.Group.name, model.Group.type).where(model.Group.name.in_(names))
    found = sorted(f"{name} ({kind})" for name, kind in model.Session.execute(query))
    types = sa.select(sa.func.count()).select_from(model.Group).where(model.Group.type == PROJECT)
    if model.Session.execute(types).scalar_one():
        return look(_("groups of the type {type} are there already").format(type=PROJECT))
    if found:
        return good(_("kept as they are: {names}").format(names=_some(found)))
    return good(_("{n} organisations and projects are new").format(n=len(names)))


def profiles() -> Answer:
    """Tell which profiles write the catalogue now."""
    if not p.plugin_loaded("dcat"):
        return look(_("ckanext-dcat is not switched on; there is no /catalog.ttl yet"))
    listed = tk.aslist(tk.config.get("ckanext.dcat.rdf.profiles"))
    return good(_("{names}; ours comes last").format(names=" ".join(listed) or "–"))


def harvesters() -> Answer:
    """Tell which sources are read now, and how many datasets came from them."""
    if not p.plugin_loaded("harvest"):
        return good(_("no harvester yet"))
    from ckanext.harvest.model import HarvestObject, HarvestSource

    counted = (
        sa.select(HarvestSource.type, sa.func.count(sa.distinct(HarvestObject.package_id)))
        .join(HarvestObject, HarvestObject.harvest_source_id == HarvestSource.id)
        .where(HarvestObject.current)
        .group_by(HarvestSource.type)
    )
    try:
        found = sorted(f"{kind}: {n}" for kind, n in model.Session.execute(counted))
    except sa.exc.ProgrammingError:  # ckanext-harvest without its tables
        model.Session.rollback()
        return wrong(_("the tables of ckanext-harvest are missing"))
    if found:
        said = _("datasets by kind of source: {names}; they are taken over, not doubled")
        return good(said.format(names=_some(found)))
    return good(_("nothing was harvested yet"))


def order() -> Answer:
    """Tell the line of plugins that will do."""
    loaded = [n for n in tk.config["ckan.plugins"] if not n.startswith(portal.CORE)]
    ours = [f"{portal.CORE}{part}" for part in OURS]
    more = [n for n in ("harvest", "dcat", "scheming_datasets") if n not in loaded]
    return good("ckan.plugins = " + " ".join((*ours, *more, *loaded)))


def solr() -> Answer:
    """Tell whether Solr's schema needs a change."""
    return services.solr()


def datasets() -> Answer:
    """Tell how many datasets hold what our form does not know, or names a field of it."""
    names = sorted(fields("dataset"))
    package = model.Package.__table__
    active = sa.and_(package.c.state == "active", package.c.type == "dataset")
    free = package.c.extras != sa.literal({}, package.c.extras.type)
    named = sa.func.jsonb_exists_any(package.c.extras, sa.cast(names, sa.ARRAY(sa.Text)))
    query = sa.select(
        sa.func.count(),
        sa.func.count().filter(free),
        sa.func.count().filter(named),
    ).where(active)
    total, extra, clash = model.Session.execute(query).one()
    said = _("{total}, of which {extra} with further fields, {clash} with names of our fields")
    return good(said.format(total=total, extra=extra, clash=clash))


def permanent() -> Answer:
    """Tell with what the permanent addresses of datasets will begin."""
    keys = ("ckanext.modellregion_owl.base_iri", "ckanext.dcat.base_uri", "ckan.site_url")
    key = next((k for k in keys if tk.config.get(k)), "")
    address = str(tk.config.get(key) or "").rstrip("/")
    said = _("{address} from {setting}, as datasets are known now").format(
        address=address, setting=key
    )
    return look(said) if key == "ckan.site_url" else good(said)


def _some(names: Iterable[str]) -> str:
    found = list(names)
    return ", ".join(found[:SHOWN]) + (" …" if len(found) > SHOWN else "")


CONFLICTS: tuple[Check, ...] = (
    Check(N_("Versions"), versions, N_("update first")),
    Check(
        N_("Form of datasets"),
        schema,
        N_("it stays, with a mapping file; or ours replaces it for the type dataset"),
    ),
    Check(N_("Addresses of pages"), addresses_taken, N_("ours win; look at what you would lose")),
    Check(N_("Groups and organisations"), groups, N_("rename them, or leave out our projects")),
    Check(N_("Profiles"), profiles, N_("switch dcat on")),
    Check(N_("Harvesters"), harvesters, N_("ckan db upgrade -p harvest")),
    Check(N_("Search index"), solr, N_("use CKAN's own schema")),
    Check(N_("Datasets"), datasets),
    Check(N_("Permanent addresses"), permanent, N_("set ckanext.dcat.base_uri if it may change")),
    Check(N_("Plugins"), order),
)
