"""Rows of a region's content folder and their loader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.region import rule
from ckanext.modellregion_owl.region.checks import problems

Text = Mapping[str, str]  # language code → text; "de" is always there


class RegionError(ValueError):
    """The region's content folder is missing or a row in it is wrong; says which."""


@dataclass(frozen=True)
class Municipality:
    """A municipality = a CKAN organisation (municipalities.yaml).

    `uri` is the publisher's IRI or "", `mark` the part of the region's mark that stands for it
    (design: bielefeld, delbrueck, paderborn, kreis), `geocoding` politicalGeocoding IRIs, `level`
    the politicalGeocodingLevel IRI, `contributor_id` an IRI of the DCAT-AP.de list,
    `licence_default` a dcat-ap.de licence IRI or "".
    """

    slug: str
    title: Text
    kind: str
    publisher_name: str
    publisher_type: str
    uri: str = ""
    homepage: str = ""
    mark: str = ""
    geocoding: tuple[str, ...] = ()
    level: str = ""
    contributor_id: str = ""
    licence_default: str = ""
    description: Text = field(default_factory=dict)


@dataclass(frozen=True)
class ActionField:
    """A Handlungsfeld (action_fields.yaml): label, Tabler icon name, a sentence for its page."""

    slug: str
    label: Text
    icon: str
    description: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Project:
    """A Modellprojekt (projects.yaml). `values` are the fields of schemas/modellprojekt.yaml.

    `municipality` is where the project took place. `rules` are those with conditions of any kind;
    `keywords_strong` and `keywords_weak` are the short form of two more: any of the words, and the
    organisation one of `only_municipalities`, empty for all. `keywords_exclude` never count in any
    rule. How they are matched: projects/rules.py.
    """

    slug: str
    title: Text
    action_fields: tuple[str, ...]
    municipality: str
    values: Mapping[str, Any]
    keywords_strong: tuple[str, ...] = ()
    keywords_weak: tuple[str, ...] = ()
    keywords_exclude: tuple[str, ...] = ()
    only_municipalities: tuple[str, ...] = ()
    rules: tuple[rule.Rule, ...] = ()

    def __post_init__(self) -> None:
        """Turn the file's rows into rules."""
        object.__setattr__(self, "rules", tuple(rule.read(row) for row in self.rules))

    @property
    def all_rules(self) -> tuple[rule.Rule, ...]:
        """Return every rule, strong ones first."""
        short = (("strong", self.keywords_strong), ("weak", self.keywords_weak))
        made = [
            rule.Rule(strength, keywords_any=words, organisations=self.only_municipalities)
            for strength, words in short
            if words
        ]
        return tuple(sorted((*made, *self.rules), key=lambda row: not row.strong))


@dataclass(frozen=True)
class SourceRow:
    """A harvest source (sources.yaml).

    `config` is the JSON configuration of the ckanext-harvest source (`{"protocol": "dcat"}`),
    `seen` tells whether the address was seen to answer ("seen") or is "to be confirmed",
    `demo` the path of the sample catalogue on the demo server, with a leading slash, "" when none,
    `demo_config` the configuration that the sample needs instead.
    """

    slug: str
    title: str
    url: str
    municipality: str
    config: Mapping[str, Any]
    seen: str
    frequency: str = "MANUAL"
    demo: str = ""
    demo_config: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """What the feed says of the catalogue itself (region.yaml, key `catalogue`)."""

    title: Text
    description: Text
    publisher_name: str
    publisher_uri: str
    publisher_type: str
    licence: str
    languages: tuple[str, ...]
    spatial: tuple[str, ...]
    homepage: str = ""
    issued: str = ""
    availability: str = ""


@dataclass(frozen=True)
class Region:
    """One region: everything that is not code."""

    slug: str
    title: Text
    folder: Path
    catalogue: Catalogue
    municipalities: tuple[Municipality, ...]
    action_fields: tuple[ActionField, ...]
    projects: tuple[Project, ...]
    sources: tuple[SourceRow, ...]
    values: Mapping[str, Any] = field(default_factory=dict)

    def action_field(self, slug: str) -> ActionField | None:
        """Return the action field of that slug, None when the region has none."""
        return next((f for f in self.action_fields if f.slug == slug), None)

    def municipality(self, slug: str) -> Municipality | None:
        """Return the municipality of that slug, None when the region has none."""
        return next((m for m in self.municipalities if m.slug == slug), None)


def load_region(spec: str | None = None) -> Region:
    """Load the region that `spec` or the setting names.

    :param spec: `python.module:folder` or an absolute path; default: the setting.
    :raises RegionError: folder or file missing, unreadable, or a row that is wrong.
    """
    return _load(spec or config.region())


@lru_cache(maxsize=8)
def _load(spec: str) -> Region:
    folder = _folder(spec)
    head = _head(folder)
    region = Region(
        slug=head["slug"],
        title=head["title"],
        folder=folder,
        catalogue=_row(Catalogue, head["catalogue"], folder / "region.yaml"),
        municipalities=_rows(Municipality, folder, "municipalities.yaml"),
        action_fields=_rows(ActionField, folder, "action_fields.yaml"),
        projects=_rows(Project, folder, "projects.yaml"),
        sources=_rows(SourceRow, folder, "sources.yaml"),
        values=head.get("values") or {},
    )
    for problem in problems(region):
        raise RegionError(f"{folder / problem.file}: {problem.row}: {problem.text}")
    return region


def _folder(spec: str) -> Path:
    path = Path(spec)
    if not path.is_absolute():
        module, _, name = spec.partition(":")
        try:
            path = Path(str(resources.files(module))) / name
        except ModuleNotFoundError as err:
            raise RegionError(f"{config.REGION}: no module {module!r}") from err
    if not path.is_dir():
        raise RegionError(f"{config.REGION}: {path} is not a folder")
    return path


def _head(folder: Path) -> Mapping[str, Any]:
    head = _read(folder, "region.yaml")
    if not isinstance(head, Mapping):
        raise RegionError(f"{folder / 'region.yaml'}: keys expected, not a {type(head).__name__}")
    missing = [key for key in ("slug", "title", "catalogue") if not head.get(key)]
    if missing:
        raise RegionError(f"{folder / 'region.yaml'}: {', '.join(missing)} missing")
    return head


def _read(folder: Path, name: str) -> Any:
    path = folder / name
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise RegionError(f"{path} is missing") from err
    except (OSError, UnicodeDecodeError) as err:
        raise RegionError(f"{path}: {err}") from err
    except yaml.YAMLError as err:
        raise RegionError(f"{path}: {err}") from err


def _rows(kind: type, folder: Path, name: str) -> tuple:
    rows = _read(folder, name) or []
    if not isinstance(rows, list):
        raise RegionError(f"{folder / name}: a list expected, not a {type(rows).__name__}")
    return tuple(_row(kind, row, folder / name, number) for number, row in enumerate(rows, 1))


def _row(kind: type, row: Any, path: Path, number: int = 0) -> Any:
    where = f"{path}: row {number}" if number else str(path)
    if not isinstance(row, Mapping):
        raise RegionError(f"{where}: keys expected, not a {type(row).__name__}")
    if row.get("slug"):
        where += f" ({row['slug']})"
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    try:
        return kind(**values)
    except TypeError as err:
        # "Project.__init__() got an unexpected keyword argument 'titel'" → the half that helps
        raise RegionError(f"{where}: {str(err).partition('() ')[2] or err}") from err
