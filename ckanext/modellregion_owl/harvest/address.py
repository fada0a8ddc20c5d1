"""Takes addresses of strangers apart without stumbling over broken ones."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

_NOTHING = urlsplit("")


def parts(url: str) -> SplitResult:
    """Return the parts of an address; of a broken one ("http://[x") none."""
    try:
        return urlsplit(url)
    except ValueError:
        return _NOTHING


def parameters(url: str) -> dict[str, str]:
    """Return the parameters of an address, names in lower case, the first value of each."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(parts(url).query):
        found.setdefault(name.lower(), value)
    return found


def join(base: str, link: str) -> str:
    """Return the absolute address of a link; a broken one stays as it is."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link
