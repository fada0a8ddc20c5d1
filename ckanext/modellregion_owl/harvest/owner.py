"""Whose data a source delivers."""

from __future__ import annotations

from ckanext.modellregion_owl.harvest.exceptions import N_, SourceInvalid
from ckanext.modellregion_owl.harvest.source import Source
from ckanext.modellregion_owl.region import Municipality, load_region


def municipality(source: Source) -> Municipality | None:
    """Return the municipality that the source's configuration names, None when it names none.

    :raises SourceInvalid: the region's content has no municipality of that name.
    """
    if not source.municipality:
        return None
    region = load_region()
    found = region.municipality(source.municipality)
    if found is None:
        raise SourceInvalid(
            N_("The configuration names an unknown municipality “{name}”. Known: {known}."),
            name=source.municipality,
            known=", ".join(m.slug for m in region.municipalities),
        )
    return found
