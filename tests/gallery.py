"""Takes the pictures of docs/img anew: `make screenshots`, or `python -m tests.gallery NAME...` for some.

They show an installation of their own with the page of `manage.py demo`. A new picture adds a row to
`PICTURES`.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.conftest import ARGUMENTS
from tests.installation import Installation
from tests.services import chromium_path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "img"
EMAIL, PASSWORD = "admin@fernhill.example", "a password for pictures"
DESK, PHONE = 1280, 390
ROOT = "/dashboard/pages/demo/"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is shown in `docs/img/<name>.png`: an address, at a width, in the light or in the dark."""

    name: str
    path: str
    width: int = DESK
    height: int = 800
    dark: bool = False


PICTURES = (
    Picture("dashboard-overview", ROOT),
    Picture("dashboard-first-minutes", "/dashboard/pages/status/"),
    Picture("dashboard-incidents", f"{ROOT}incidents/"),
    Picture("dashboard-incidents-phone", f"{ROOT}incidents/", PHONE, 760),
    Picture("dashboard-composer-dark", f"{ROOT}incidents/new/", dark=True),
    Picture("dashboard-keys", f"{ROOT}keys/new/"),
    Picture("dashboard-account", "/dashboard/account/"),
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
            place.start("up")
            place.wait_until_ready()
            place.manage("demo")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                context = browser.new_context()
                _sign_in(context, place.url)
                state = context.storage_state()
                for picture in PICTURES:
                    if not names or picture.name in names:
                        _take(
                            browser.new_context(
                                storage_state=state,
                                viewport={"width": picture.width, "height": picture.height},
                                color_scheme="dark" if picture.dark else "light",
                                reduced_motion="reduce",
                            ),
                            place.url,
                            picture,
                        )
                browser.close()
        finally:
            place.stop()


def _sign_in(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(f"{url}/accounts/login/")
    page.fill("[name=login]", EMAIL)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/dashboard/**")


def _take(context: BrowserContext, url: str, picture: Picture) -> None:
    page = context.new_page()
    page.goto(f"{url}{picture.path}", wait_until="networkidle")
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path)
    context.close()
    print(f"{path.relative_to(FOLDER.parent.parent)}  {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
