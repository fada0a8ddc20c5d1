"""The addresses of the whole catalogue: `/dump/catalog.ttl`, `.ttl.gz`, `.ttl.gz.sha256`."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, send_file, stream_with_context

from ckanext.modellregion_owl.feed import dumps
from ckanext.modellregion_owl.feed.refusals import refusing
from ckanext.modellregion_owl.feed.whole import whole, written

BLUEPRINT = "modellregion_feed_dump"


@refusing
def stream(extension: str) -> Response:
    """Answer the whole catalogue as it is now, while it is read."""
    form = dumps.FORMATS[extension]
    parts = (text for _number, text in written(whole(), form))
    opening = next(parts) + next(parts)  # what can't be delivered shows before the first byte

    def body() -> Iterator[str]:
        yield opening
        yield from parts

    return Response(stream_with_context(body()), content_type=form.content_type)


@refusing
def packed(extension: str) -> Response:
    """Answer last night's file; 304 to a client that has it."""
    dump = dumps.current(dumps.FORMATS[extension])
    return send_file(
        dump.path,
        mimetype="application/gzip",
        as_attachment=True,
        download_name=f"catalog.{extension}.gz",
        conditional=True,
        etag=dump.checksum,
    )


@refusing
def checksum(extension: str) -> Response:
    """Answer the file's SHA-256, as `sha256sum --check` reads it."""
    dump = dumps.current(dumps.FORMATS[extension])
    line = f"{dump.checksum}  catalog.{extension}.gz\n"
    return Response(line, content_type="text/plain; charset=utf-8")


def make_blueprint() -> Blueprint:
    """Return the routes."""
    blueprint = Blueprint(BLUEPRINT, __name__)
    for extension in dumps.FORMATS:
        for name, end, view in (
            ("stream", "", stream),
            ("packed", ".gz", packed),
            ("checksum", ".gz.sha256", checksum),
        ):
            blueprint.add_url_rule(
                f"/dump/catalog.{extension}{end}",
                f"{name}_{extension}",
                view,
                defaults={"extension": extension},
            )
    return blueprint
