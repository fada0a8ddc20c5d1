"""Pictures of a running site: python dev/screenshots.py http://127.0.0.1:5050 docs/pictures.

Home, dataset list, a dataset, project list and a project; phone and desktop, German and English.
The dataset and the project are the first ones of their lists unless the options name others.
With --readme, only readme.png: home, project list and dataset as a first look shows them.
"""

from __future__ import annotations

import argparse
import base64
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = os.environ.get("MODELLREGION_CHROMIUM", "/usr/bin/chromium")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
LANGUAGES = ("de", "en")
ROW = """
body { display: flex; gap: 24px; margin: 0; padding: 12px; background: #c8d6d6 }
img { width: 576px; height: 492px; object-fit: cover; object-position: top }
"""
LISTS = {
    "home": "/",
    "datasets": "/dataset/",
    "projects": "/modellprojekte",
}
# name of the picture → list whose first entry is shown, selector of the entry's link
FIRST = {
    "dataset": ("/dataset/", ".dataset-heading a"),
    "project": (
        "/modellprojekte",
        "[role=main] h2 a[href*='/modellprojekte/'], [role=main] h3 a[href*='/modellprojekte/']",
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; exit code 1 when a page did not answer with 200."""
    options = _options(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if options.readme:
            return _readme(browser.new_page(viewport={"width": 1280, "height": 1100}), options)
        for size, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for language in LANGUAGES:
                for name, path in _addresses(page, options, language):
                    failed += _take(page, options, f"{name}-{size}-{language}", path)
            page.close()
        browser.close()
    return int(failed > 0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="address of the site, without a slash at the end")
    parser.add_argument("folder", type=Path, help="folder of the pictures")
    parser.add_argument("--dataset", help="name of the dataset; default: the first of the list")
    parser.add_argument("--project", help="name of the project; default: the first of the list")
    parser.add_argument("--readme", action="store_true", help="only the picture of README.md")
    parser.add_argument("--fold", action="store_true", help="only what a first look shows")
    return parser.parse_args(arguments)


def _addresses(page: Page, options: argparse.Namespace, language: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of each picture."""
    root = f"{options.url}/{language}"
    for name, path in LISTS.items():
        yield name, root + path
    for name, (path, selector) in FIRST.items():
        wanted = getattr(options, name)
        if wanted:
            yield name, f"{root}{path.rstrip('/')}/{wanted}"
            continue
        page.goto(root + path)
        links = page.locator(selector)
        if links.count():
            yield name, str(links.first.evaluate("link => link.href"))
        else:
            print(f"{path} has no entry: no picture of a {name}")


def _readme(page: Page, options: argparse.Namespace) -> int:
    """Save readme.png; return 1 when a page did not answer with 200."""
    failed, pictures = 0, []
    for name, address in _addresses(page, options, "de"):
        if name in ("home", "projects", "dataset"):
            answer = page.goto(address, wait_until="networkidle")
            failed += int(not answer or answer.status != 200)
            pictures.append(base64.b64encode(page.screenshot()).decode())
    page.set_viewport_size({"width": 1800, "height": 516})
    images = "".join(f'<img src="data:image/png;base64,{p}">' for p in pictures)
    page.set_content(f"<style>{ROW}</style>{images}")
    page.screenshot(path=options.folder / "readme.png")
    return int(failed > 0)


def _take(page: Page, options: argparse.Namespace, name: str, address: str) -> int:
    """Save one picture; return 1 when the page is an error."""
    answer = page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    status = answer.status if answer else 0
    page.screenshot(path=options.folder / f"{name}.png", full_page=not options.fold)
    print(f"{status} {name}.png  {address}")
    return int(status != 200)


if __name__ == "__main__":
    raise SystemExit(main())
