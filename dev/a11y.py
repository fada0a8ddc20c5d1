"""axe on every page of a running site: python dev/a11y.py http://127.0.0.1:5050 .dev/a11y.

German and English, at 1280, 390 and 320 px and at 640 (1280 at 200 %), light and dark. Writes
report.md (a table by page) and report.json (axe's findings); exit code 1 when something was found.
Checks by program find less than half of all barriers: the report is no assessment.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = os.environ.get("MODELLREGION_CHROMIUM", "/usr/bin/chromium")
LANGUAGES = ("de", "en")
WIDTHS = (1280, 640, 390, 320)
SCHEMES = ("light", "dark")
PAGES = (
    "/",
    "/about",
    "/dataset/",
    "/dataset/?q=zzzzzz",
    "/modellprojekte",
    "/handlungsfelder",
    "/organization/",
    "/zahlen",
    "/qualitaet",
    "/entwickler",
    "/frage-stellen",
    "/barrierefreiheit",
    "/user/login",
    "/gibt-es-nicht",
)
# List → selector of the link whose page is looked at, too.
FIRST = {
    "/dataset/": ".dataset-heading a",
    "/modellprojekte": "[role=main] :is(h2, h3) a[href*='/modellprojekte/']",
    "/handlungsfelder": "[role=main] a[href*='/handlungsfeld/']",
    "/organization/": "[role=main] a[href*='/kommune/']",
}


@dataclass
class Look:
    """One page at one width: its findings (`rule: first element`), and what else is wrong."""

    path: str
    language: str
    width: int
    scheme: str
    findings: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at all pages and write the report; exit code 1 when something was found."""
    options = _options(arguments)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        looks = list(looked(browser, options.url))
        browser.close()
    options.folder.mkdir(parents=True, exist_ok=True)
    (options.folder / "report.md").write_text(report(looks), encoding="utf-8")
    rows = json.dumps([asdict(look) for look in looks], indent=1, ensure_ascii=False)
    (options.folder / "report.json").write_text(rows, encoding="utf-8")
    bad = [look for look in looks if look.findings]
    print(f"{len(looks)} looks, {len(bad)} with findings: {options.folder / 'report.md'}")
    return int(bool(bad))


def looked(
    browser: Browser,
    url: str,
    languages: Sequence[str] = LANGUAGES,
    sizes: Sequence[tuple[int, str]] = tuple((w, s) for s in SCHEMES for w in WIDTHS),
    paths: Sequence[str] = (),
) -> Iterator[Look]:
    """Yield a look at each page of the site; `sizes` are pairs of width and scheme.

    `paths` are all that `addresses` knows unless they are given.
    """
    page = browser.new_page()
    paths = paths or addresses(page, url)
    for width, scheme in sizes:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        for language in languages:
            for path in paths:
                look = Look(path, language, width, scheme)
                page.goto(f"{url}/{language}{path}", wait_until="load")
                look.findings = faults(page, language)
                yield look
    page.close()


def addresses(page: Page, url: str) -> list[str]:
    """Return the paths to look at: the fixed ones, and the first entry of each list."""
    found = list(PAGES)
    for path, selector in FIRST.items():
        page.goto(f"{url}/de{path}")
        links = page.locator(selector)
        if links.count():
            address = str(links.first.evaluate("link => link.pathname"))
            found.append(address.removeprefix("/de"))
    return found


def faults(page: Page, language: str) -> list[str]:
    """Return what is wrong with the page that is open."""
    found = Axe().run(page).response["violations"]
    wrong = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    if page.evaluate(wider) > 0:
        wrong.append("scrolls sideways")
    if page.evaluate("document.documentElement.lang") != language:
        wrong.append("another language than the address says")
    skip = "document.querySelector('.owl-skip')"
    if not page.evaluate(f"!!{skip} && !!document.querySelector({skip}.getAttribute('href'))"):
        wrong.append("no skip link that leads somewhere")
    return wrong


def report(looks: Sequence[Look]) -> str:
    """Return the report as Markdown: what was looked at, then findings by page."""
    sizes = ", ".join(dict.fromkeys(f"{look.width} px {look.scheme}" for look in looks))
    lines = [
        "# Accessibility: what a program can check",
        "",
        f"axe on {len({look.path for look in looks})} pages, German and English: {sizes}.",
        "Less than half of all barriers can be found so; this is no assessment.",
        "",
        "| page | looks | findings |",
        "|---|---|---|",
    ]
    for path in dict.fromkeys(look.path for look in looks):
        own = [look for look in looks if look.path == path]
        lines.append(f"| `{path}` | {len(own)} | {sum(len(look.findings) for look in own)} |")
    lines.append("")
    for look in looks:
        where = f"{look.language}{look.path}, {look.width} px, {look.scheme}"
        lines += [f"- {where}: `{finding}`" for finding in look.findings]
    return "\n".join(lines) + "\n"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="address of the site, without a slash at the end")
    parser.add_argument("folder", type=Path, help="folder of the report")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
