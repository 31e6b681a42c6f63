"""The team signs in at the operator's identity provider: who is let in as whom, and who is not."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from statuspage import services
from statuspage.actor import Actor
from statuspage.invitation_tokens import invitation_token
from statuspage.models import Event, Invitation, Membership, Organization, Page, User
from statuspage.services.invitations import invitation_send
from tests.cast import PASSWORD
from tests.provider import LocalProvider, asked_of

NEW = "ina@acme.example"
STRANGER, UNVERIFIED = "Nobody has invited you yet", "does not say that your e-mail address is yours"


def set_out(client: Client, wanted: str = "") -> str:
    """The address at the provider, by way of the button."""
    answer = client.get("/accounts/login/", {"next": wanted} if wanted else {})
    found = re.search(r'href="(/accounts/oidc/sign-in/[^"]*)"', answer.content.decode())
    assert found
    assert "Sign in with Acme Login" in answer.content.decode()
    return str(client.get(found[1])["Location"])


def come_back(client: Client, provider: LocalProvider, address: str) -> Any:
    parts = urlsplit(provider.consent(asked_of(address)))
    return client.get(f"{parts.path}?{parts.query}")


def sign_in(client: Client, provider: LocalProvider, who: str, wanted: str = "", **claims: Any) -> Any:
    sub = {"sub": f"acme|{who.lower()}", "email": who}
    provider.person = {**provider.person, **sub, **claims}
    return come_back(client, provider, set_out(client, wanted))


def is_refused(answer: Any, words: str, status: int = 403) -> None:
    text = answer.content.decode()
    assert (answer.status_code, words in text) == (status, True), text
    assert "candor_session" not in answer.cookies


def invite(page: Page, owner: User, email: str = NEW) -> Invitation:
    return invitation_send(
        organization=page.organization,
        inviter=owner,
        email=email,
        role="member",
        roles={page: ["incident_manager"]},
        by=Actor.for_user(owner),
    )


@pytest.mark.django_db(transaction=True)
def test_an_account_is_found_by_its_verified_address_and_then_by_its_name_there(
    client: Client,
    identity_provider: LocalProvider,
    page: Page,
    owner: User,
    outsider: User,
    mailoutbox: list[EmailMultiAlternatives],
):
    asked = asked_of(set_out(client))
    assert (asked["scope"], asked["code_challenge_method"]) == ("openid email profile", "S256")
    assert all(len(asked[name]) >= 43 for name in ("state", "nonce", "code_challenge"))
    assert asked["redirect_uri"] == "http://testserver/accounts/oidc/callback/"
    answer = sign_in(client, identity_provider, "Owner@Acme.example", "/dashboard/pages/status/team/")
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/pages/status/team/")
    assert client.get("/dashboard/pages/status/team/").status_code == 200
    # The person is told, and the journal too.
    assert [mail.to for mail in mailoutbox] == [[owner.email]]
    assert "You can sign in with Acme Login" in mailoutbox[0].subject
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["user.updated", "user.logged_in"]
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)
    # Renamed there, the account is the same; given on to another person, the address opens nothing.
    # Whoever runs the provider says what it asks for; the second step that is set up here is for passwords.
    Authenticator.objects.create(user=owner, type=Authenticator.Type.TOTP, data={"secret": ""})
    by_password = Client().post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert "second-step" in by_password["Location"]
    again = Client()
    sign_in(again, identity_provider, "owner@acme.example", email="olive@new.example")
    assert again.get("/dashboard/pages/status/team/").status_code == 200
    other = sign_in(Client(), identity_provider, "owner@acme.example", sub="acme|somebody")
    is_refused(other, "belongs to somebody else")
    # Another issuer's people are others, whatever they are called.
    SocialAccount.objects.update(provider="oidc-of-another-issuer")
    is_refused(sign_in(Client(), identity_provider, "owner@acme.example", email="x@acme.example"), STRANGER)
    client.post("/accounts/logout/")
    assert client.get("/dashboard/pages/status/").status_code == 302


def test_an_address_that_nobody_verified_opens_no_account(
    client: Client, identity_provider: LocalProvider, owner: User, page: Page
):
    for claims in ({"email_verified": False}, {"email_verified": "true"}, {"email": ""}):
        answer = sign_in(Client(), identity_provider, owner.email, **claims)
        is_refused(answer, UNVERIFIED)
    assert not SocialAccount.objects.exists()
    # What comes back was made for this browser, once.
    identity_provider.person = {"sub": "acme|o", "email": owner.email, "email_verified": True}
    address = identity_provider.consent(asked_of(set_out(client))).replace("http://testserver", "")
    is_refused(Client().get(address), "began in another browser", 400)
    identity_provider.lies = {"nonce": "another"}
    is_refused(client.get(address), "could not be trusted", 400)
    identity_provider.lies = {}
    is_refused(client.get(address), "began in another browser", 400)
    identity_provider.denies = "access_denied"
    is_refused(sign_in(client, identity_provider, owner.email), "said no")
    identity_provider.is_away = True
    answer = client.get("/accounts/oidc/sign-in/")
    assert answer.status_code in (302, 503)
    assert not SocialAccount.objects.exists()


def test_nobody_comes_in_who_is_not_invited(
    client: Client, identity_provider: LocalProvider, page: Page, owner: User, settings: Any
):
    is_refused(sign_in(client, identity_provider, NEW), STRANGER)
    assert not User.objects.filter(email=NEW).exists()
    made = invite(page, owner)
    path = f"/accounts/invitation/{invitation_token(made)}/"
    assert f"/accounts/oidc/sign-in/?next={path}" in client.get(path).content.decode()
    answer = sign_in(client, identity_provider, NEW, path, given_name="Ina", family_name="Ito")
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    assert client.get("/dashboard/pages/status/").status_code == 200
    member = Membership.objects.get(user__email=NEW)
    assert (member.role, member.name, member.user.has_usable_password()) == ("member", "Ina Ito", False)
    made.refresh_from_db()
    assert made.accepted_at is not None
    settings.CANDOR_OIDC_DOMAINS = ("acme.example",)
    is_refused(sign_in(Client(), identity_provider, "eve@evil.example"), "do not sign in here")
    settings.CANDOR_OIDC_TAKE_IN = True
    joined = Client()
    assert sign_in(joined, identity_provider, "jon@acme.example").status_code == 302
    member = Membership.objects.get(user__email="jon@acme.example")
    assert (member.organization, member.role) == (Organization.objects.order_by("pk")[0], "member")
    assert joined.get("/dashboard/pages/status/").status_code == 404
    is_refused(sign_in(Client(), identity_provider, "eve@evil.example"), "do not sign in here")


def test_a_password_that_somebody_else_chose_ends(
    client: Client, identity_provider: LocalProvider, page: Page, organization: Organization
):
    key = Actor.for_key(uid="aaaaaaaaaaaa", label="Key")
    services.member_add(organization=organization, email=NEW, password=PASSWORD, by=key)
    theirs = Client()
    assert theirs.post("/accounts/login/", {"login": NEW, "password": PASSWORD})["Location"] == "/dashboard/"
    assert sign_in(client, identity_provider, NEW).status_code == 302
    assert not User.objects.get(email=NEW).has_usable_password()
    assert theirs.get("/dashboard/").status_code == 302
    assert client.get("/dashboard/").status_code == 200


def test_passwords_can_be_turned_off(
    client: Client, identity_provider: LocalProvider, page: Page, owner: User, settings: Any
):
    settings.CANDOR_PASSWORD_LOGIN = False
    shown = client.get("/accounts/login/").content.decode()
    assert 'name="password"' not in shown
    assert "Sign in with Acme Login" in shown
    client.post("/accounts/login/", {"login": owner.email, "password": PASSWORD})
    assert client.get("/dashboard/pages/status/").status_code == 302
    for path in ("password/reset/", "password/change/"):
        assert client.get(f"/accounts/{path}")["Location"].startswith("/accounts/login/")
    assert sign_in(client, identity_provider, owner.email).status_code == 302
    assert client.get("/dashboard/pages/status/").status_code == 200
    assert "password/" not in client.get("/dashboard/account/").content.decode()
    settings.CANDOR_OIDC_ISSUER = ""
    assert Client().get("/accounts/oidc/sign-in/").status_code == 404
    assert "oidc" not in Client().get("/accounts/login/").content.decode()
