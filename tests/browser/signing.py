"""Signing in as somebody does, or being signed in already."""

from django.conf import settings
from django.test import Client

from statuspage.models import User
from tests.browser.conftest import Window
from tests.cast import PASSWORD


def sign_in(window: Window, user: User) -> None:
    """By the form, up to the screen where people arrive."""
    window.go("/accounts/login/")
    window.page.fill("[name=login]", user.email)
    window.page.fill("[name=password]", PASSWORD)
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/dashboard/**")


def signed_in(window: Window, user: User) -> None:
    """With the cookie alone, for where it is not about signing in."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    window.page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": window.base}]
    )
