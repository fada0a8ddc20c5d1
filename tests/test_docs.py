"""The README can't lag: what it promises exists, and what exists is named."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest
import yaml

from ckanext.modellregion_owl.region import load_region

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


class TestReadme:
    def test_every_make_target_it_names_exists(self):
        """A command in the README is one that the Makefile knows."""
        named = set(re.findall(r"^make ([a-z-]+)|`make ([a-z-]+)`", README, re.M))
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
        assert {a or b for a, b in named} <= targets

    def test_every_relative_link_leads_somewhere(self):
        """A link or picture points to a file of the project."""
        links = [x for x in re.findall(r"\]\(([^)]+)\)", README) if "://" not in x]
        assert [x for x in links if not (ROOT / x).exists()] == []

    def test_every_plugin_is_named(self):
        """The five plugins of pyproject.toml are all in the README."""
        plugins = re.findall(
            r"^(modellregion_owl\w*) = ", (ROOT / "pyproject.toml").read_text(), re.M
        )
        assert len(plugins) == 5
        assert [p for p in plugins if f"`{p}`" not in README] == []


class TestMunicipality:
    def test_the_example_rows_load(self, tmp_path):
        """The five-minute page's rows, added to the region's files, make a municipality."""
        page = (ROOT / "docs/developers/municipality.md").read_text("utf-8")
        blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
        region = ROOT / "ckanext/modellregion_owl/region/owl"
        shutil.copytree(region, tmp_path, dirs_exist_ok=True)
        for name, block in zip(("municipalities", "sources"), blocks, strict=True):
            with (tmp_path / f"{name}.yaml").open("a", encoding="utf-8") as file:
                file.write("\n" + textwrap.dedent(f"    {block.lstrip()}"))
        loaded = load_region(str(tmp_path))
        assert loaded.municipality("stadt-beispielhausen")
        assert [s.slug for s in loaded.sources if s.municipality == "stadt-beispielhausen"]


class TestArchitecture:
    def test_names_every_room(self):
        """A folder of the package that the page of the rooms does not name is found by nobody."""
        page = (ROOT / "docs/developers/architecture.md").read_text("utf-8")
        folders = (p.name for p in (ROOT / "ckanext/modellregion_owl").iterdir() if p.is_dir())
        rooms = {name for name in folders if name != "__pycache__"}
        assert {name for name in rooms if f"`{name}/" not in page} == set()


class TestVersion:
    @pytest.mark.parametrize(
        ("file", "line"),
        [
            ("CITATION.cff", r"^version: (.+)$"),
            ("publiccode.yml", r"^softwareVersion: (.+)$"),
            ("CHANGELOG.md", r"^## (\S+)"),
        ],
    )
    def test_is_the_same_everywhere(self, file, line):
        """What describes the software names the version of the package."""
        package = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.M)
        named = re.search(line, (ROOT / file).read_text("utf-8"), re.M)
        assert package
        assert named
        assert named[1] == package[1]


class TestSettings:
    def test_every_setting_is_declared_and_has_a_reader(self):
        """Declaration and config.py name the same options."""
        folder = ROOT / "ckanext/modellregion_owl"
        declared = {
            option["key"]
            for group in yaml.safe_load((folder / "config_declaration.yaml").read_text())["groups"]
            for option in group["options"]
        }
        read = set(
            re.findall(
                r'"(ckanext\.modellregion_owl\.[a-z_.]+)"', (folder / "config.py").read_text()
            )
        )
        assert declared == read
