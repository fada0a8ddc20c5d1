"""axe on every page of a running site: python dev/a11y.py http://127.0.0.1:5050 .dev/a11y.

German and English, at 1280, 390 and 320 px and at 640 (1280 at 200 %), light and dark; at
the first size once through each page by keyboard. Writes
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
    "/dataset/?sort=modellprojekt_first+asc",
    "/modellprojekte",
    "/modellprojekte?ansicht=karte",
    "/modellprojekte?q=zzzzzz",
    "/handlungsfelder",
    "/organization/",
    "/zahlen",
    "/qualitaet",
    "/entwickler",
    "/frage-stellen",
    "/frage-stellen?reason=barriere",
    "/barrierefreiheit",
    "/harvest",
    "/user/login",
    "/gibt-es-nicht",
)
# List → selector of the link whose page is looked at, too …
FIRST = {
    "/dataset/": ".dataset-heading a",
    "/modellprojekte": "[role=main] :is(h2, h3) a[href*='/modellprojekte/']",
    "/handlungsfelder": "[role=main] a[href*='/handlungsfeld/']",
    "/organization/": "[role=main] a[href*='/kommune/']",
}
# … and, from that page, one more.
NEXT = {
    "/dataset/": ".owl-file__name a",
    "/organization/": "[role=main] a[href*='/organization/']",
    "/modellprojekte": "a[href$='/projektblatt']",
}
STOPS = 400  # of the Tab key on one page


@dataclass
class Look:
    """One page at one width: its findings (`rule: first element` and others), stops of Tab."""

    path: str
    language: str
    width: int
    scheme: str
    findings: list[str] = field(default_factory=list)
    stops: int = 0


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

    `paths` are all that `addresses` knows unless they are given. At the first size every page is
    walked through by keyboard, too.
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
                if (width, scheme) == sizes[0]:
                    look.stops, wrong = keyboard(page)
                    look.findings += wrong
                yield look
    page.close()


def addresses(page: Page, url: str) -> list[str]:
    """Return the paths to look at: the fixed ones, and the first entry of each list."""
    found = list(PAGES)
    for path, selector in FIRST.items():
        page.goto(f"{url}/de{path}")
        for further in (selector, NEXT.get(path)):
            links = page.locator(further) if further else None
            if not links or not links.count():
                break
            address = str(links.first.evaluate("link => link.pathname"))
            found.append(address.removeprefix("/de"))
            page.goto(f"{url}{address}")
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
    # A project sheet is paper: nothing stands before its text that could be skipped.
    paper = page.locator(".owl-sheet").count()
    if not paper and not page.evaluate(
        f"!!{skip} && !!document.querySelector({skip}.getAttribute('href'))"
    ):
        wrong.append("no skip link that leads somewhere")
    return wrong


# What has the focus: null = nothing more on the page. A link stretched over its card shows the sign
# of focus on its ::after, a hidden check box on its label.
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const drawn = (s) => s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  const places = [getComputedStyle(e), getComputedStyle(e, "::after")];
  const whole = e.labels?.[0] ?? (e.matches(".stretched-link") && e.closest(".owl-card"));
  if (whole) places.push(getComputedStyle(whole));
  // Browsers draw no outline round a link in a drawing: its own lines take the colour.
  const hex = getComputedStyle(e).getPropertyValue("--owl-focus-ring").match(/[0-9a-f]{2}/gi) ?? [];
  const ring = `rgb(${hex.map((part) => parseInt(part, 16)).join(", ")})`;
  const lines = e instanceof SVGElement ? [...e.children] : [];
  window.owlStops ??= new Map();
  if (!owlStops.has(e)) owlStops.set(e, owlStops.size);
  return {
    number: owlStops.get(e),
    html: e.outerHTML.slice(0, 120),
    seen: e.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1
      && box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight,
    marked: places.some(drawn) || lines.some((line) => getComputedStyle(line).stroke === ring),
  };
}"""


def keyboard(page: Page) -> tuple[int, list[str]]:
    """Go once through the open page by Tab; return the number of stops and what is wrong.

    Every stop must be seen and carry a sign of focus, and the walk must come to its end.
    """
    wrong: list[str] = []
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0); window.owlStops = null")
    last = -1
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["number"] < last:
            break
        if stop["number"] == last:
            wrong.append(f"the keyboard does not leave {stop['html']}")
            break
        last = stop["number"]
        wrong += [] if stop["seen"] else [f"focus out of sight: {stop['html']}"]
        wrong += [] if stop["marked"] else [f"no sign of focus: {stop['html']}"]
    else:
        wrong.append(f"more than {STOPS} stops")
    return last + 1, wrong


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
