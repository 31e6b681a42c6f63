"""Inviting somebody, who joins by signing in at the identity provider: by keyboard, to the end."""

from typing import Any

import pytest

from statuspage.models import Membership, Page, User
from tests.browser.conftest import Window
from tests.browser.signing import signed_in
from tests.provider import LocalProvider

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "ina@acme.example"


def test_an_invitation_leads_into_the_dashboard(
    window: Window, page: Page, owner: User, identity_provider: LocalProvider, settings: Any
):
    settings.CANDOR_PUBLIC_URL = window.base
    settings.EMAIL_BACKEND = "webhooks.mail.kept.KeptEmailBackend"
    identity_provider.person = {
        "sub": "acme|ina",
        "email": NEW,
        "email_verified": True,
        "given_name": "Ina",
        "family_name": "Ito",
    }
    tab = window.page
    signed_in(window, owner)
    window.go("/dashboard/pages/status/team/")
    tab.keyboard.press("n")
    tab.wait_for_url("**/team/invite/")
    tab.get_by_label("E-mail address").fill(NEW)
    # What somebody may do on which page is asked of plain members alone.
    rights = tab.get_by_role("checkbox", name="Incidents")
    tab.get_by_label("Role").select_option("admin")
    assert rights.is_hidden()
    tab.get_by_label("Role").select_option("member")
    rights.check()
    tab.keyboard.press("Control+Enter")
    tab.get_by_role("heading", name=f"The link for {NEW}, shown this once").wait_for()
    link = tab.locator("#link").inner_text()
    assert link.startswith(f"{window.base}/accounts/invitation/")

    tab.context.clear_cookies()
    tab.goto(link)
    assert tab.get_by_text("Olive invites ina@acme.example.").is_visible()
    tab.get_by_role("link", name="Sign in with Acme Login").click()
    tab.get_by_role("link", name="Agree").click()
    tab.wait_for_url(f"{window.base}/dashboard/**")
    assert tab.get_by_role("link", name="Acme status").first.is_visible()
    member = Membership.objects.get(user__email=NEW)
    assert (member.name, member.page_roles.get().incident_manager) == ("Ina Ito", True)
    tab.goto(link)
    assert tab.get_by_role("heading", name="The invitation is not open any more").is_visible()
    assert [text for text in window.problems if "404" not in text] == []
