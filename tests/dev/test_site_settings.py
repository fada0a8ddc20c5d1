"""Demo site, test site and README speak of the same site."""

from __future__ import annotations

from configparser import ConfigParser

import pytest
from owlstack.settings import ROOT

pytestmark = pytest.mark.unit


def _options(name):
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / name)
    return dict(parser["app:main"])


class TestSiteIni:
    def test_is_part_of_test_ini(self):
        """What is tested is what the demo shows: plugins, schemas, profiles, languages."""
        demo = _options("dev/site.ini")
        test = _options("test.ini")
        assert {key: test.get(key) for key in demo} == demo
