"""Pictures of the stewards' pages: `python dev/steward_pictures.py SITE docs/pictures/stewards`.

German, of a running demo (`make demo`), as its administrator; small enough for the documents.
"""

from __future__ import annotations

import json
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from screenshots import CHROMIUM

LOGIN = Path(__file__).resolve().parents[1] / ".dev/demo-login.json"
SIZE = {"width": 1100, "height": 760}
COLOURS = 128  # of a picture; flat areas and text need no more
# Name of the picture → address, or (list, link of its first entry, what is put behind the name).
PAGES: dict[str, str | tuple[str, str, str]] = {
    "desk": "/datenpflege",
    "source": ("/datenpflege/quellen", "[role=main] a[href*='/abruf/']", ""),
    "form": ("/dataset/", ".dataset-heading a", "/dataset/edit/"),
    "quality": "/qualitaet",
}


def main(site: str, folder: Path) -> int:
    """Take the pictures; return 1 when a page did not answer with 200."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, locale="de-DE")
        _log_in(page, site)
        for name, place in PAGES.items():
            address = site + place if isinstance(place, str) else _first(page, site, *place)
            answer = page.goto(address, wait_until="networkidle")
            page.evaluate("document.fonts.ready")
            status = answer.status if answer else 0
            _save(page.screenshot(), folder / f"{name}.png")
            print(f"{status} {name}.png  {address.removeprefix(site)}")
            failed += int(status != 200)
        browser.close()
    return int(failed > 0)


def _log_in(page: Page, site: str) -> None:
    login = json.loads(LOGIN.read_text("utf-8"))
    page.goto(f"{site}/user/login")
    page.fill("#field-login", login["name"])
    page.fill("#field-password", login["password"])
    page.press("#field-password", "Enter")
    page.wait_for_load_state("networkidle")


def _first(page: Page, site: str, path: str, selector: str, prefix: str) -> str:
    """Return the address of the first entry of a list; with `prefix`, another page of its name."""
    page.goto(site + path)
    address = str(page.locator(selector).first.evaluate("link => link.href"))
    return site + prefix + address.rpartition("/")[2] if prefix else address


def _save(picture: bytes, file: Path) -> None:
    reduced = Image.open(BytesIO(picture)).convert("RGB").quantize(COLOURS)
    reduced.save(file, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1].rstrip("/"), Path(sys.argv[2])))
