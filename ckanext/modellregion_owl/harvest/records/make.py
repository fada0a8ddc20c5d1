"""Makes a record of the triples of one dataset."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ckanext.modellregion_owl.findings import Finding
from ckanext.modellregion_owl.harvest.exceptions import N_, RecordInvalid
from ckanext.modellregion_owl.harvest.records.digest import digest
from ckanext.modellregion_owl.harvest.records.record import Record
from ckanext.modellregion_owl.harvest.records.subgraph import DCAT, DCT, texts


def make_record(
    triples: Sequence[Triple],
    subject: NamedNode | BlankNode,
    source_url: str,
    guid: str = "",
    lasting: str = "",
    findings: Sequence[Finding] = (),
    hashed: str = "",
) -> Record:
    """Return the record of a dataset.

    :param triples: all that the source says of the dataset and of the nodes below it.
    :param guid: what the source knows it by where the protocol says so (CSW's fileIdentifier,
        CKAN's id); default: IRI, else dct:identifier, else title and first address.
    :param findings: what the adapter noticed about this dataset.
    :param hashed: the digest where the protocol has one that needs no triples; default: theirs.
    :raises RecordInvalid: it has no title.
    """
    whole = list(triples)
    title = next((t.value.strip() for t in texts(whole, subject, DCT + "title")), "")
    guid = guid or _guid(whole, subject, source_url, title)
    if not title:
        raise RecordInvalid(N_("The dataset has no title."), guid=guid)
    hashed = hashed or digest(whole)
    return Record(guid, hashed, title, subject, tuple(whole), lasting, tuple(findings))


def _guid(triples: list[Triple], subject: NamedNode | BlankNode, url: str, title: str) -> str:
    if isinstance(subject, NamedNode):
        return subject.value
    identifier = next((t.value.strip() for t in texts(triples, subject, DCT + "identifier")), "")
    if identifier:
        return identifier
    # Neither IRI nor identifier: title and the first address keep it apart from its neighbours.
    addresses = sorted(
        t.object.value
        for t in triples
        if t.predicate.value in (DCAT + "accessURL", DCAT + "downloadURL")
        and isinstance(t.object, (NamedNode, Literal))
    )
    text = "\n".join([title, *addresses[:1]])
    return f"{url}#{blake2b(text.encode(), digest_size=8).hexdigest()}"
