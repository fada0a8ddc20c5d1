"""Where a record can be looked at as its source delivers it."""

from __future__ import annotations

from urllib.parse import urlencode

import sqlalchemy as sa

import ckan.model as model
from ckanext.harvest.model import HarvestSource

from ckanext.modellregion_owl.harvest.frame.overview import protocol_of
from ckanext.modellregion_owl.model import record

_RECORD_BY_ID = {
    "service": "CSW",
    "version": "2.0.2",
    "request": "GetRecordById",
    "elementSetName": "full",
    "outputSchema": "http://www.isotc211.org/2005/gmd",
}


def original_url(guid: str, source: HarvestSource | None) -> str | None:
    """Return the address of a record at its source, None when nothing is known of it.

    The IRI where it is one of the web, else the record's address there, the question for that one
    record (CSW), or the source's own address.
    """
    if _is_web(guid):
        return guid
    if source is None:
        return None
    query = sa.select(record.c.lasting).where(
        record.c.source_id == source.id, record.c.guid == guid
    )
    lasting = str(model.Session.execute(query).scalar() or "")
    if _is_web(lasting):
        return lasting
    url = str(source.url or "")
    if guid and protocol_of(source.config) == "csw":
        return f"{url.partition('?')[0]}?{urlencode({**_RECORD_BY_ID, 'id': guid})}"
    return url if _is_web(url) else None


def _is_web(text: str) -> bool:
    return text.startswith(("http://", "https://"))
