"""Makes datasets, model projects and sources ready for a CKAN without us, and back."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.model.license import LicenseRegister

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.adoption import images
from ckanext.modellregion_owl.adoption.flat import flat
from ckanext.modellregion_owl.adoption.images import Image
from ckanext.modellregion_owl.rdf import iris
from ckanext.modellregion_owl.vocabularies import vocabulary

TYPE = "dataset"
# CKAN's own word for none. Empty, the first of the list would be chosen unseen in CKAN's form.
NO_LICENCE = "notspecified"
PROJECT = "modellprojekt"
SOURCE = "modellregion"
STEP = 50
VERSION = 1

Values = dict[str, Any]
_group = model.Group.__table__


def left(dataset_id: str, before: Image, names: Mapping[str, str]) -> Image:
    """Return a dataset's image without our form: plain texts, the same addresses, licences.

    A file keeps its licence; the dataset gets it too, for CKAN's form of a file drops all fields
    that it does not know. Of files under several licences the dataset says which has which.

    :param names: what its files are called, by id.
    """
    extras = flat(before["extras"])
    _keep_address(extras, {"id": dataset_id, "uri": extras.get("uri")})
    files = {id_: json.loads(text or "{}") or {} for id_, text in before["resources"].items()}
    columns = dict(before["columns"])
    _keep_licences(columns, extras, files, names)
    dataset = iris.dataset_iri({"id": dataset_id, "uri": extras.get("uri")}, config.base_iri())
    after: dict[str, str | None] = {}
    for id_, values in files.items():
        texts = flat(values)
        resource = {"id": id_, "package_id": dataset_id, "uri": texts.get("uri")}
        iri = str(iris.resource_iri(resource, dataset, config.base_iri()))
        if iri != (texts.get("uri") or f"{_dcat_base()}/dataset/{dataset_id}/resource/{id_}"):
            texts["uri"] = iri
        after[id_] = before["resources"][id_] if texts == values else json.dumps(texts)
    return Image(columns=columns, extras=extras, resources=after)


def _keep_address(extras: dict[str, str], dataset: Values) -> None:
    """Write the dataset's address down where ckanext-dcat would give it another one."""
    iri = str(iris.dataset_iri(dataset, config.base_iri()))
    if iri != (dataset["uri"] or f"{_dcat_base()}/dataset/{dataset['id']}"):
        extras["uri"] = iri


def _dcat_base() -> str:
    return str(tk.config.get("ckanext.dcat.base_uri") or tk.config["ckan.site_url"]).rstrip("/")


def _keep_licences(
    columns: dict[str, str | None],
    extras: dict[str, str],
    files: Mapping[str, Values],
    names: Mapping[str, str],
) -> None:
    said = {id_: str(values["license"]) for id_, values in files.items() if values.get("license")}
    if len(set(said.values())) == 1 and len(said) == len(files):
        licence = next(iter(said.values()))
        if not _means(columns["license_id"], licence):
            columns["license_id"] = _registered(licence)
        return
    for number, (id_, licence) in enumerate(said.items(), 1):
        extras[f"license_{number}_{id_}"] = f"{names.get(id_) or id_}: {licence}"
    stands = columns["license_id"]
    if stands and not all(_means(stands, licence) for licence in said.values()):
        # A file whose own licence such a form has dropped would get this one in the catalogue.
        extras["license_dataset"] = stands
        columns["license_id"] = NO_LICENCE


def _means(license_id: str | None, licence: str) -> bool:
    found = vocabulary("licences").find(license_id or "")
    return license_id == licence or (found is not None and found.uri == licence)


def _registered(licence: str) -> str:
    """Return CKAN's id of a licence, the licence's own address where CKAN has none."""
    for id_, entry in LicenseRegister().items():
        if any(_means(text, licence) for text in (id_, entry.url) if text):
            return str(id_)
    return licence


def run(path: Path | None) -> Values:
    """Prepare everything; write what was there before to a file first. Without one: only count.

    :returns: numbers by what they count.
    """
    done: Values = {"datasets": 0, "statements": 0, "projects": 0, "sources": 0}
    kept: Values = {"version": VERSION, "root": config.base_iri(), "datasets": {}}
    kept["projects"] = {row.id: dict(row.extras or {}) for row in _projects()}
    kept["sources"] = _sources()
    for ids in _steps(_datasets()):
        names = _names(ids)
        for id_, before in images.load(ids).items():
            after = left(id_, before, names)
            done["statements"] += "kept_statements" in before["extras"]
            if after != before:
                kept["datasets"][id_] = {"before": before, "after": after}
    done.update({name: len(kept[name]) for name in ("datasets", "projects", "sources")})
    model.Session.rollback()
    if path is not None:
        _write(path, kept)
        _apply(kept)
    return done


def _write(path: Path, kept: Values) -> None:
    """Write the file for its owner alone: it holds whatever the datasets say."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(gzip.compress(json.dumps(kept).encode()))


def read(path: Path) -> Values:
    """Return what a file of `leave` holds.

    :raises ValueError: it is none.
    """
    try:
        kept: Values = json.loads(gzip.decompress(path.read_bytes()))
    except (OSError, EOFError) as err:
        raise ValueError(str(err)) from err
    if kept.get("version") != VERSION:
        raise ValueError(f"version {kept.get('version')}")
    return kept


def _apply(kept: Values) -> None:
    for ids in _steps(list(kept["datasets"])):
        now = images.load(ids, lock=True)
        for id_ in now:
            row = kept["datasets"][id_]
            if now[id_] == row["before"]:  # else it was changed while the file was written
                images.store(id_, now[id_], row["after"])
            else:
                images.store(id_, now[id_], left(id_, now[id_], _names([id_])))
        model.Session.commit()
    for id_, extras in kept["projects"].items():
        _set_project(id_, "group", flat(extras))
    _switch_sources(kept["sources"], active=False)
    model.Session.commit()


def back(kept: Values) -> list[str]:
    """Restore what `run` has changed, but for what people have changed since; return the ids."""
    found: list[str] = []
    for ids in _steps(list(kept["datasets"])):
        for id_, now in images.load(ids, lock=True).items():
            row = kept["datasets"][id_]
            images.store(id_, now, images.restored(row["before"], row["after"], now))
            found.append(id_)
        model.Session.commit()
    for id_, extras in kept["projects"].items():
        _set_project(id_, PROJECT, extras)
    _switch_sources(kept["sources"], active=True)
    model.Session.commit()
    return found


def _projects() -> Sequence[Any]:
    return model.Session.execute(
        sa.select(_group.c.id, _group.c.extras).where(_group.c.type == PROJECT)
    ).all()


def _set_project(id_: str, kind: str, extras: Mapping[str, str]) -> None:
    update = sa.update(_group).where(_group.c.id == id_)
    model.Session.execute(update.values(type=kind, extras=dict(extras)))


def _sources() -> list[str]:
    """Return the sources of ours that are switched on: without us nobody could read them."""
    from ckanext.harvest.model import HarvestSource

    query = sa.select(HarvestSource.id).where(HarvestSource.type == SOURCE, HarvestSource.active)
    return list(model.Session.execute(query.order_by(HarvestSource.id)).scalars())


def _switch_sources(ids: Sequence[str], active: bool) -> None:
    from ckanext.harvest.model import HarvestSource

    update = sa.update(HarvestSource).where(HarvestSource.id.in_(ids))
    model.Session.execute(update.values(active=active))


def busy() -> int:
    """Return how many harvests of our sources are ordered or running."""
    from ckanext.harvest.model import HarvestJob, HarvestSource

    query = (
        sa.select(sa.func.count(HarvestJob.id))
        .join(HarvestSource, HarvestSource.id == HarvestJob.source_id)
        .where(HarvestSource.type == SOURCE, HarvestJob.status.in_(("New", "Running")))
    )
    return int(model.Session.execute(query).scalar_one())


def _datasets() -> list[str]:
    package = model.Package.__table__
    query = sa.select(package.c.id).where(package.c.type == TYPE, package.c.state != "deleted")
    return list(model.Session.execute(query.order_by(package.c.id)).scalars())


def _names(dataset_ids: Sequence[str]) -> dict[str, str]:
    """Return what the files of datasets are called, by id: their name, else their address."""
    file = model.Resource.__table__
    query = sa.select(file.c.id, file.c.name, file.c.url).where(file.c.package_id.in_(dataset_ids))
    return {row.id: (row.name or row.url or "").strip() for row in model.Session.execute(query)}


def _steps(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), STEP):
        yield ids[start : start + STEP]
