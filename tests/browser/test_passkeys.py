"""Passkeys, with the browser's own virtual device in place of a fingerprint."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from statuspage.models import Event, Page, User
from tests.browser.conftest import Window
from tests.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def forget_earlier_tries() -> None:
    cache.clear()


def test_a_passkey_is_added_lets_in_alone_confirms_and_is_the_second_step(
    window: Window, owner: User, page: Page
):
    tab = window.page
    tab.set_default_timeout(120_000)
    device = tab.context.new_cdp_session(tab)
    device.send("WebAuthn.enable")
    held = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": held})["authenticatorId"]

    window.go("/accounts/login/?next=/dashboard/account/")
    _password(window, owner)
    tab.get_by_role("heading", name="Your account").wait_for()
    tab.get_by_role("link", name="Add a passkey").click()
    tab.get_by_label("Password").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.get_by_label("Name").fill("Olive's laptop <b>")
    tab.keyboard.press("Enter")
    tab.get_by_role("heading", name="Recovery codes").wait_for()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="Download").click()
    kept = download.value.path().read_text().split()
    assert len(kept) == 10
    assert all(len(code) == 8 for code in kept)
    tab.get_by_role("link", name="I have kept them").click()
    tab.locator("b", has_text="Olive's laptop <b>").wait_for()
    tab.get_by_text("lets you in without a password").wait_for()
    assert Authenticator.objects.filter(user=owner, type="webauthn").count() == 1

    _sign_out(window)
    window.go("/accounts/login/?next=/dashboard/account/")
    # A finger that the device does not know.
    device.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": False})
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_text("Nothing was sent").wait_for()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": made, "isUserVerified": True})
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_role("heading", name="Your account").wait_for()

    _sign_out(window)
    window.go("/accounts/login/?next=/dashboard/account/")
    _password(window, owner)
    tab.get_by_role("heading", name="The second step").wait_for()
    tab.get_by_role("button", name="Use a passkey").click()
    tab.get_by_role("heading", name="Your account").wait_for()

    tab.get_by_role("link", name="Remove Olive's laptop").click()
    tab.get_by_role("link", name="Use a passkey").click()
    tab.get_by_role("button", name="Use a passkey").click()
    tab.get_by_role("heading", name="Remove the passkey?").wait_for()
    tab.get_by_role("button", name="Remove").click()
    tab.get_by_role("heading", name="Your account").wait_for()
    assert not Authenticator.objects.filter(user=owner).exists()
    told = Event.objects.filter(kind__startswith="user.factor_").order_by("pk")
    assert [(event.kind, (event.after or event.before or {})["name"]) for event in told] == [
        ("user.factor_added", "Olive's laptop <b>"),
        ("user.factor_removed", "Olive's laptop <b>"),
    ]
    assert window.problems == []


def test_an_address_of_numbers_says_why_there_are_none(window: Window, owner: User):
    window.base = window.base.replace("localhost", "127.0.0.1")
    window.page.set_default_timeout(120_000)
    window.go("/accounts/login/?next=/dashboard/account/")
    assert window.page.get_by_role("button", name="passkey").count() == 0
    _password(window, owner)
    window.page.get_by_role("heading", name="Your account").wait_for()
    window.page.get_by_text("not for the address that you are using now").wait_for()
    assert window.page.get_by_role("link", name="Add a passkey").count() == 0
    assert window.problems == []


def _password(window: Window, user: User) -> None:
    window.page.fill("[name=login]", user.email)
    window.page.fill("[name=password]", PASSWORD)
    window.page.keyboard.press("Enter")


def _sign_out(window: Window) -> None:
    window.go("/accounts/logout/")
    window.page.get_by_role("button", name="Sign out").click()
    window.page.wait_for_url("**/accounts/login/")
