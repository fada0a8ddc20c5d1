"""The page's header between a tablet and a wide screen: nothing stands on something else."""

from __future__ import annotations

import pytest

from ckan.tests import factories

pytestmark = pytest.mark.browser

# Of the logo the text and not the box: it was wider than that.
PARTS = """() => {
    const logo = document.createRange();
    logo.selectNodeContents(document.querySelector('.owl-logo'));
    const others = ['.owl-menu__entries', '.owl-menu__tools'].map(n => document.querySelector(n));
    return [logo, ...others].map(part => part.getBoundingClientRect())
        .map(box => [box.left, box.top, box.right, box.bottom]);
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def meet(one: list[float], other: list[float]) -> bool:
    """Tell whether two boxes (left, top, right, bottom in CSS pixels) share an area."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.ckan_config("ckan.locale_default", "de")
@pytest.mark.parametrize("name", ["admin", "Dr. Annegret Schulte-Hinterthür"])
def test_no_overlap(live_site, page, name):
    """Logo, entries of an editor and tools keep apart, with a long name too."""
    page.set_extra_http_headers(
        {"Authorization": factories.SysadminWithToken(fullname=name)["token"]}
    )
    for width in (992, 1100, 1240, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(f"{live_site}/de/modellprojekte", wait_until="load")
        logo, entries, tools = page.evaluate(PARTS)
        assert page.get_by_role("link", name="Datenpflege").first.is_visible()
        assert not (meet(logo, entries) or meet(logo, tools) or meet(entries, tools)), width
        assert page.evaluate(SIDEWAYS) <= 0, width
