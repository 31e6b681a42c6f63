"""The order of components is changed by dragging, by keyboard and without script."""

from typing import Any

import pytest
from playwright.sync_api import expect

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Page, User
from statuspage.selectors import order_of_page
from tests.browser.conftest import Window
from tests.browser.signing import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
PATH = "/dashboard/pages/status/components/"


@pytest.fixture
def names(transactional_db: None, page: Page) -> dict[str, str]:
    """Names by uid: group Core with Web and Mail, then API alone."""
    group = services.group_create(page=page, name="Core", by=BY)
    made = [services.component_create(page=page, name=name, group=group, by=BY) for name in ("Web", "Mail")]
    made.append(services.component_create(page=page, name="API", by=BY))
    return {group.uid: "Core", **{row.uid: row.name for row in made}}


def _order(page: Page, names: dict[str, str]) -> list[Any]:
    return [
        (names[place.group], *(names[uid] for uid in place.components))
        if place.group
        else names[place.components[0]]
        for place in order_of_page(page)
    ]


def _drag(window: Window, name: str, over: str, *, lower: bool) -> None:
    grip = window.page.get_by_role("button", name=f"Move {name}", exact=True)
    grip.hover()
    window.page.mouse.down()
    target = window.page.locator(f"[data-name='{over}']")
    box = target.bounding_box()
    assert box is not None
    window.page.mouse.move(box["x"] + 60, box["y"] + box["height"] * (0.8 if lower else 0.2), steps=8)
    with window.page.expect_response(f"**{PATH}order/"):
        window.page.mouse.up()


def test_it_is_dragged_and_put_back(window: Window, page: Page, owner: User, names: dict[str, str]):
    signed_in(window, owner)
    window.go(PATH)
    _drag(window, "API", "Web", lower=False)
    expect(window.page.get_by_role("status")).to_have_text("The order is changed, for visitors too.")
    assert _order(page, names) == [("Core", "API", "Web", "Mail")]
    _drag(window, "Web", "Mail", lower=True)
    assert _order(page, names) == [("Core", "API", "Mail", "Web")]
    expect(window.page.locator(".row").last).to_contain_text("Web")
    # The screen brings itself up to date meanwhile, which the browser counts as a navigation too.
    with window.page.expect_request(lambda request: request.is_navigation_request()):
        window.page.get_by_role("button", name="Undo").click()
    expect(window.page.locator(".row").last).to_contain_text("Mail")
    assert _order(page, names) == [("Core", "API", "Web", "Mail")]
    assert window.problems == []


def test_it_is_moved_by_keyboard_and_told(window: Window, page: Page, owner: User, names: dict[str, str]):
    signed_in(window, owner)
    window.go(PATH)
    said = window.page.locator("[data-order-said]")
    keys = window.page.keyboard
    window.page.get_by_role("button", name="Move API", exact=True).focus()
    keys.press("Space")
    expect(said).to_contain_text("API is grabbed: place 2 of 2.")
    keys.press("ArrowUp")
    expect(said).to_have_text("API: place 3 of 3 in Core.")
    keys.press("ArrowUp")
    expect(said).to_have_text("API: place 2 of 3 in Core.")
    keys.press("Escape")
    expect(said).to_have_text("API is back in its place.")
    keys.press("Space")
    keys.press("ArrowUp")
    keys.press("Space")
    expect(window.page.get_by_role("status")).to_have_text("The order is changed, for visitors too.")
    expect(window.page.get_by_role("button", name="Move API", exact=True)).to_be_focused()
    assert _order(page, names) == [("Core", "Web", "Mail", "API")]
    assert window.problems == []


def test_an_order_that_somebody_overtook_gives_way(
    window: Window, page: Page, owner: User, names: dict[str, str]
):
    signed_in(window, owner)
    window.go(PATH)
    keys = window.page.keyboard
    window.page.get_by_role("button", name="Move API", exact=True).focus()
    keys.press("Space")
    keys.press("ArrowUp")
    order = order_of_page(page)
    services.components_reorder(page=page, order=[order[1], order[0]], by=BY)
    keys.press("Space")
    expect(window.page.get_by_role("status")).to_contain_text("Somebody else has changed the order meanwhile")
    assert _order(page, names) == ["API", ("Core", "Web", "Mail")]
    expect(window.page.locator("[data-item]").first).to_contain_text("API")


@pytest.mark.parametrize("window", [{"java_script_enabled": False}], ids=["no script"], indirect=True)
def test_it_is_moved_step_by_step_without_script(
    window: Window, page: Page, owner: User, names: dict[str, str]
):
    signed_in(window, owner)
    window.go(PATH)
    expect(window.page.get_by_role("button", name="Move API", exact=True)).to_be_hidden()
    window.page.get_by_role("button", name="Move Core down").click()
    assert _order(page, names) == ["API", ("Core", "Web", "Mail")]


def test_a_status_is_said_in_place_by_keyboard(
    window: Window, page: Page, owner: User, names: dict[str, str]
):
    signed_in(window, owner)
    window.go(PATH)
    keys = window.page.keyboard
    row = window.page.locator("[data-name='API']")
    row.locator("summary").focus()
    keys.press("Enter")
    expect(row.get_by_role("radio", name="Operational")).to_be_focused()
    keys.press("Escape")
    expect(row.locator("summary")).to_be_focused()
    keys.press("Enter")
    expect(row.get_by_role("radio", name="Operational")).to_be_focused()
    keys.press("ArrowUp")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(window.page.get_by_role("status")).to_have_text("API shows: Major outage.")
    keys.press("z")
    expect(window.page.get_by_role("status")).to_contain_text("It is taken back.")
    assert window.problems == []
