"""Python's garbage collector stays away from a page, and is back afterwards."""

from __future__ import annotations

import gc

import pytest

from ckanext.modellregion_owl.harvest.heap import no_collections, settled
from ckanext.modellregion_owl.harvest.records.reading import read_page
from ckanext.modellregion_owl.harvest.records.record import Page
from ckanext.modellregion_owl.harvest.transport.answer import Answer, NoMemory

pytestmark = pytest.mark.unit


class TestNoCollections:
    def test_until_the_end_of_the_block(self):
        """Also when the block breaks off, and only if it was on before."""
        with pytest.raises(KeyError), no_collections():
            assert not gc.isenabled()
            raise KeyError
        assert gc.isenabled()
        with no_collections(), no_collections():
            pass
        assert gc.isenabled()

    def test_a_page_is_built_so(self):
        """Half of the time of reading an unchanged catalogue went into collections."""
        seen = []

        class Client:
            memory = NoMemory()

            def get(self, url, accept):
                seen.append(gc.isenabled())
                return Answer(url, "", b"")

        def build(answer):
            seen.append(gc.isenabled())
            return Page(answer.url, ())

        read_page(Client(), "https://x.example", "*/*", build)
        assert seen == [True, False]


class TestSettled:
    def test_no_object_is_left_out_for_ever(self):
        """What was set aside is looked after again: a preview in a web process leaks nothing."""
        with settled():
            assert gc.get_freeze_count()
        assert gc.get_freeze_count() == 0
