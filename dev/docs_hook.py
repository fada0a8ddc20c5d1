"""MkDocs: links to files of the checkout outside of docs/ become names of files, if they exist.

The pages are read without the sources beside them, too.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_OUT = re.compile(r"\[([^\]]+)\]\(((?:\.\./)+[^)#]+)(?:#[^)]*)?\)")


def on_page_markdown(markdown: str, page: Any, **_more: Any) -> str:
    """Return the page's text with such links replaced.

    :raises FileNotFoundError: a link leads to a file that there is not.
    """
    folder = (ROOT / "docs" / page.file.src_uri).parent

    def named(match: re.Match[str]) -> str:
        target = (folder / match[2]).resolve()
        if target.is_relative_to(ROOT / "docs"):
            return match[0]
        if not target.exists():
            raise FileNotFoundError(f"{page.file.src_uri}: there is no {match[2]}")
        path = f"`{target.relative_to(ROOT)}`"
        return (
            path if match[1].strip("`") == str(target.relative_to(ROOT)) else f"{match[1]} ({path})"
        )

    return _OUT.sub(named, markdown)
