"""Lets programs in browsers read feed and API: nothing there is for one person alone.

Without credentials: a browser sends neither cookies nor keys along, so that it reads what everybody
may read.
"""

from __future__ import annotations

import re

from flask import Response, request

from ckanext.modellregion_owl import config
from ckanext.modellregion_owl.feed.formats import FORMATS

ALLOWED = "GET, HEAD, OPTIONS"
_EXTENSIONS = "|".join(FORMATS)
_READ = re.compile(
    rf"(^|/)(catalog\.({_EXTENSIONS})(\.gz(\.sha256)?)?|dataset/[^/]+\.({_EXTENSIONS})"
    r"|feed-status\.json|sitemap[^/]*\.xml|zahlen\.csv)$|^/api/([123]/)?action/"
)


def allow(response: Response) -> Response:
    """Add the header by which a browser hands a foreign page the answer.

    CKAN's own setting (`ckan.cors.…`) comes before ours.
    """
    if not config.open_reads() or not _READ.search(request.path):
        return response
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return response
    if "Access-Control-Allow-Origin" not in response.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After"
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = ALLOWED
            response.headers["Access-Control-Allow-Headers"] = (
                "Accept, If-None-Match, If-Modified-Since"
            )
    return response
