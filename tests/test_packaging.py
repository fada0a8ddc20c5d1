"""The wheel holds everything: installed in a fresh environment, the extension finds its files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ckanext" / "modellregion_owl"
TOP_LEVEL = ("schemas", "i18n")  # folders of the checkout that become packages
IGNORED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info", "build")

# Runs in the fresh environment, in another folder, without the checkout on its path.
PROBE = """
import json
from importlib import resources
from importlib.metadata import distribution
from pathlib import Path

import ckanext.modellregion_owl as package
from ckan.config.declaration import Declaration
from ckanext.modellregion_owl.plugin import ModellregionOwlPlugin
from ckanext.scheming.plugins import _load_schema

schemas = ("dataset.yaml", "modellprojekt.yaml", "presets.yaml")
declaration = Declaration()
declaration.load_plugin("modellregion_owl")
core = ModellregionOwlPlugin.__new__(ModellregionOwlPlugin)
print(json.dumps({
    "file": package.__file__,
    "schemas": [sorted(_load_schema(f"ckanext.modellregion_owl.schemas:{s}")) for s in schemas],
    "locales": core.i18n_locales(),
    "i18n": core.i18n_directory(),
    "options": [str(key) for key in declaration.iter_options()],
    "entry_points": {
        e.name: getattr(e.load(), "__name__", "")
        for e in distribution("ckanext-modellregion-owl").entry_points
    },
}))
"""


def _data_files() -> set[str]:
    """Return the path in the wheel of every file that is no Python module."""
    found = {
        str(Path("ckanext/modellregion_owl") / path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    for name in TOP_LEVEL:
        found |= {
            str(Path("ckanext/modellregion_owl") / path.relative_to(ROOT))
            for path in (ROOT / name).rglob("*")
            if path.is_file() and path.suffix not in {".py", ".pyc"}
        }
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from a copy: an old `build/` of the checkout would slip into it."""
    source = tmp_path_factory.mktemp("source")
    for name in ("ckanext", *TOP_LEVEL):
        shutil.copytree(ROOT / name, source / name, ignore=IGNORED)
    for path in ROOT.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", "dist", "."]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (source / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def probed(wheel, tmp_path_factory):
    """Install the wheel beside the packages of this environment; return what is found there.

    The path file leads to those packages without their own path files, so the editable
    installation of the checkout stays out of sight.
    """
    folder = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", "env"], cwd=folder, check=True)
    python = folder / "env" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps"]
    subprocess.run([*pip, "--no-index", str(wheel)], check=True)
    (site,) = (folder / "env").glob("lib/python3*/site-packages")
    (site / "neighbours.pth").write_text(sysconfig.get_path("purelib") + "\n")
    probe = folder / "probe.py"
    probe.write_text(PROBE)
    done = subprocess.run([python, "-I", probe], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {"site": site, **json.loads(done.stdout.splitlines()[-1])}


class TestPackageList:
    def test_equals_the_folders(self):
        """`packages` in pyproject.toml names every folder with an `__init__.py`, and no other."""
        listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
        folders = {path.parent.relative_to(ROOT) for path in PACKAGE.rglob("__init__.py")}
        expected = {".".join(folder.parts) for folder in folders}
        expected |= {f"ckanext.modellregion_owl.{name}" for name in TOP_LEVEL}
        assert set(listed["packages"]) == expected

    def test_misses_no_module(self):
        """A folder with modules has an `__init__.py`; Alembic's migrations are data."""
        folders = {path.parent for path in PACKAGE.rglob("*.py") if "migration" not in path.parts}
        assert [f for f in sorted(folders) if not (f / "__init__.py").exists()] == []


class TestWheel:
    def test_holds_every_data_file(self, wheel):
        """Templates, assets, vocabularies, schemas, translations: nothing is left behind."""
        assert _data_files() - set(zipfile.ZipFile(wheel).namelist()) == set()

    def test_holds_the_migrations(self, wheel):
        """`ckan db upgrade -p modellregion_owl` needs its scripts beside the package."""
        names = zipfile.ZipFile(wheel).namelist()
        assert any(
            "/migration/modellregion_owl/versions/" in n and n.endswith(".py") for n in names
        )

    def test_holds_nothing_else(self, wheel):
        """Tests, stack and documents are not installed on anyone's portal."""
        tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
        assert {top for top in tops if not top.endswith(".dist-info")} == {"ckanext"}


class TestInstalled:
    def test_comes_from_the_wheel(self, probed):
        """The probe saw the installed package, not the checkout."""
        assert Path(probed["file"]).is_relative_to(probed["site"])

    def test_finds_the_schemas(self, probed):
        """ckanext-scheming resolves `module:file` for all three."""
        dataset, project, presets = probed["schemas"]
        assert "dataset_fields" in dataset
        assert "fields" in project
        assert "presets" in presets

    def test_finds_the_translations(self, probed):
        """German is there, compiled, and no folder is mistaken for a language."""
        assert probed["locales"] == ["de"]
        compiled = Path(probed["i18n"]) / "de/LC_MESSAGES/ckanext-modellregion_owl.mo"
        assert compiled.is_file()
        assert compiled.is_relative_to(probed["site"])

    def test_declares_the_options(self, probed):
        """The options of config_declaration.yaml are known."""
        assert "ckanext.modellregion_owl.region" in probed["options"]

    def test_loads_the_entry_points(self, probed):
        """Five plugins, the profile and the early commands can be imported by their names."""
        rooms = ("", "_feed", "_harvest", "_projects", "_theme")
        names = (f"modellregion_owl{room}" for room in rooms)
        expected = {*names, "dcat_ap_de_3", "modellregion"}
        assert set(probed["entry_points"]) == expected

    @pytest.mark.parametrize("room", ["theme", "projects"])
    def test_finds_the_templates(self, probed, room):
        """A room's templates lie beside its plugin."""
        folder = Path(probed["file"]).parent / room / "templates"
        assert any(folder.rglob("*.html"))
