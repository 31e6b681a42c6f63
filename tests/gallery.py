"""Takes the pictures of docs/img anew: `make screenshots`, or `python -m tests.gallery NAME...` for some.

They show an installation of their own with the page of `manage.py demo` and what `tests.gallery_world` adds.
A new picture adds a row to `PICTURES`, and to `docs/gallery.md` what it shows.
"""

import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.installation import Installation
from tests.services import chromium_path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
EMAIL, PASSWORD = "admin@fernhill.example", "a password for pictures"
DESK, PHONE = 1280, 390
PAGE = "/pages/demo"
ROOT = "/dashboard/pages/demo/"
TITLE, BODY = "Sign-in takes longer than usual", "Signing in takes up to **ten seconds**. We look into it."


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown in `docs/img/<name>.png`: an address, at a width, in the light or in the dark.

    `filled` are fields with what is typed into them before.
    """

    name: str
    path: str
    width: int = DESK
    height: int = 800
    dark: bool = False
    filled: tuple[tuple[str, str], ...] = ()


PICTURES = (
    Picture("page", PAGE, height=1160),
    Picture("page-dark", PAGE, dark=True),
    Picture("page-phone", PAGE, PHONE, 780),
    Picture("page-arabic", f"{PAGE}?lang=ar"),
    Picture("incident", f"{PAGE}/incidents/{{incident}}"),
    Picture("component", f"{PAGE}/components/api"),
    Picture("component-day", f"{PAGE}/components/api?view=day&on={{day}}"),
    Picture("history-calendar", f"{PAGE}/history?view=calendar"),
    Picture("subscribe", f"{PAGE}/subscribe"),
    Picture("dashboard-first-minutes", "/dashboard/pages/status/"),
    Picture("dashboard-overview", ROOT),
    Picture("dashboard-incidents-phone", f"{ROOT}incidents/", PHONE, 780),
    Picture(
        "dashboard-composer-dark",
        f"{ROOT}incidents/new/",
        dark=True,
        filled=(("[name=name]", TITLE), ("[name=body]", BODY)),
    ),
    Picture("dashboard-maintenance", f"{ROOT}maintenance/calendar/"),
    Picture("dashboard-components", f"{ROOT}components/"),
    Picture("dashboard-checks", f"{ROOT}checks/"),
    Picture("dashboard-check", f"{ROOT}checks/{{check}}/"),
    Picture("dashboard-subscribers", f"{ROOT}subscribers/"),
    Picture("dashboard-look", f"{ROOT}settings/look/"),
    Picture("dashboard-team", f"{ROOT}team/"),
    Picture("dashboard-keys", f"{ROOT}keys/new/"),
    Picture("dashboard-journal", f"{ROOT}journal/"),
    Picture("dashboard-account", "/dashboard/account/"),
    Picture("empty-page", "/pages/quiet"),
    Picture("empty-overview", "/dashboard/pages/quiet/"),
    Picture("full-page", "/pages/full"),
    Picture("full-incident-phone", "/pages/full/incidents/{full}", PHONE, 780),
    Picture("full-components", "/dashboard/pages/full/components/"),
)


def main(names: list[str]) -> None:
    """Take the pictures with these names, or all."""
    chromium = chromium_path()
    if chromium is None:
        sys.exit("The pictures are taken with Chromium, which is not installed.")
    with tempfile.TemporaryDirectory(prefix="candor-gallery-") as directory:
        place = Installation(Path(directory), CANDOR_ADMIN_EMAIL=EMAIL)
        place.environment["CANDOR_ADMIN_PASSWORD"] = PASSWORD
        try:
            uids = furnished(place)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                pictures_take(browser, place.url, uids, names)
                browser.close()
        finally:
            place.stop()


def furnished(place: Installation) -> dict[str, str]:
    """Start the installation and fill it; gives what the paths of pictures name in braces."""
    place.start("up")
    place.wait_until_ready()
    place.manage("demo")
    uids: dict[str, str] = json.loads(place.run_module("tests.gallery_world", {}).splitlines()[-1])
    return uids


def pictures_take(browser: Browser, url: str, uids: dict[str, str], names: list[str]) -> None:
    """Take the pictures with these names, or all, of what stands at this address."""
    state = _signed_in(browser.new_context(), url)
    for picture in PICTURES:
        if not names or picture.name in names:
            context = browser.new_context(
                storage_state=state,
                viewport={"width": picture.width, "height": picture.height},
                has_touch=picture.width == PHONE,
                is_mobile=picture.width == PHONE,
                color_scheme="dark" if picture.dark else "light",
                reduced_motion="reduce",
            )
            _take(context, url + picture.path.format_map(uids), picture)


def _signed_in(context: BrowserContext, url: str) -> StorageState:
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard/**")
    return context.storage_state()


def _take(context: BrowserContext, address: str, picture: Picture) -> None:
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    for field, text in picture.filled:
        page.fill(field, text)
    for _field, text in picture.filled[:1]:
        # What is shown of it follows what is typed.
        page.locator("[data-previewed]", has_text=text).first.wait_for()
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    _lighten(path)
    print(f"{path.relative_to(FOLDER.parent.parent)}  {path.stat().st_size // 1000} kB")


def _lighten(path: Path) -> None:
    """Screens have few colours, so a palette takes a third of the room; an octree keeps the rare ones."""
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1:])
