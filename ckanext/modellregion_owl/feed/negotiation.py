"""Which format a client wants that says so in its request instead of the address."""

from __future__ import annotations

from werkzeug.datastructures import MIMEAccept

HTML = ("text/html", "application/xhtml+xml")
# Content type → extension; HTML stands first in the offer and is taken when both are as welcome.
RDF = {
    "application/rdf+xml": "rdf",
    "text/turtle": "ttl",
    "application/x-turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
    "text/n3": "n3",
}


def wanted(accept: MIMEAccept) -> str:
    """Return the extension of the format that a client prefers to HTML, "" when it does not."""
    best = accept.best_match([*HTML, *RDF], default=HTML[0])
    return RDF.get(best or "", "")
