"""A17: signing in to a restricted page at the operator's OpenID Connect identity_provider."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from statuspage import services
from statuspage.models import AdmissionLink, AudienceMember, Event, Page, User
from tests.provider import LocalProvider, asked_of
from tests.web.public.doors import BY, close, member_of
from tests.web.public.elsewhere import HOME, READER, come_back, dance, follow, reader_of, set_out


@pytest.fixture
def member(page: Page) -> AudienceMember:
    return reader_of(page)


def test_the_whole_way_lets_in_to_what_is_theirs(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    users = User.objects.count()
    text = client.get(f"{HOME}/sign-in?next={HOME}/history").content.decode()
    assert f'href="http://testserver{HOME}/sign-in/oidc?next=%2Fpages%2Fstatus%2Fhistory"' in text
    assert "Sign in with Acme Login" in text
    response = dance(client, identity_provider, f"{HOME}/history")
    assert (response.status_code, response["Location"]) == (302, f"{HOME}/history")
    text = client.get(HOME).content.decode()
    assert "Website" in text
    assert "Billing" not in text
    assert User.objects.count() == users
    assert not Session.objects.exists()
    assert "candor_session" not in client.cookies
    assert client.get("/dashboard/?all").status_code == 302


def test_it_asks_the_provider_as_the_standard_says(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    first, second = asked_of(set_out(client)), asked_of(set_out(client))
    assert first["redirect_uri"] == "http://testserver/accounts/oidc/callback/"
    assert (first["response_type"], first["scope"]) == ("code", "openid email")
    assert first["code_challenge_method"] == "S256"
    assert "prompt" not in first
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


@pytest.mark.parametrize(
    "methods", [None, ["client_secret_post"], ["client_secret_basic", "private_key_jwt"]]
)
def test_it_gives_its_secret_in_the_way_that_the_provider_takes(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, methods: Any
):
    identity_provider.metadata = {"token_endpoint_auth_methods_supported": methods}
    assert dance(client, identity_provider).status_code == 302
    sent = next(one for one in identity_provider.receiver.requests if one.path == "/token")
    assert ("authorization" in sent.headers) == (methods != ["client_secret_post"])
    assert (b"client_secret" in sent.body) == (methods == ["client_secret_post"])


def test_who_was_found_by_address_is_known_by_name_from_then_on(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    assert dance(client, identity_provider).status_code == 302
    member.refresh_from_db()
    assert member.external_login == "acme|vera"
    event = Event.objects.filter(kind="audience.member_updated").get()
    assert "vera" not in str(event.after)
    # Another person was given the address.
    identity_provider.person = {**identity_provider.person, "sub": "acme|wim"}
    assert dance(Client(), identity_provider).status_code == 403
    identity_provider.person = {
        "sub": "acme|vera",
        "email": "renamed@customer.example",
        "email_verified": True,
    }
    assert dance(Client(), identity_provider).status_code == 302


def test_the_address_may_stand_beside_the_token(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    identity_provider.tells_email_apart = True
    identity_provider.userinfo = {"sub": "acme|wim"}
    assert dance(Client(), identity_provider).status_code == 403
    identity_provider.userinfo = {}
    assert dance(client, identity_provider).status_code == 302


@pytest.mark.parametrize(
    "person",
    [
        {"email": "nobody@customer.example"},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": None},
        {"email": [READER]},
        {"email": READER.replace("k", "\u212a").replace("r@", "\u1e5b@")},
    ],
    ids=str,
)
def test_who_is_no_member_is_told_so_and_nothing_of_the_page(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, person: dict[str, Any]
):
    identity_provider.person |= person
    response = dance(client, identity_provider)
    text = response.content.decode()
    assert response.status_code == 403
    assert "You are not among those who may see this page." in text
    assert "acme|vera" in text
    assert all(word not in text for word in ("Acme status", "Website", "Billing"))
    assert response["Cache-Control"] == "private, no-store"
    assert not AdmissionLink.objects.exists()
    assert "Website" not in client.get(HOME).content.decode()


def test_nobody_is_let_in_to_another_page(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, other_page: Page
):
    close(other_page, "restricted")
    member_of(other_page, email="other@customer.example")
    assert come_back(client, identity_provider, set_out(client, home="/pages/elsewhere")).status_code == 403
    assert dance(client, identity_provider).status_code == 302
    assert "You are signed in" not in client.get("/pages/elsewhere/sign-in").content.decode()


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/pages/elsewhere", "/dashboard/"]
)
def test_it_goes_on_to_the_same_page_alone(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, wanted: str
):
    response = dance(client, identity_provider, wanted)
    assert (response.status_code, response["Location"]) == (302, HOME)


def test_a_page_under_its_own_domain_is_signed_in_to_there(
    client: Client, identity_provider: LocalProvider, member: AudienceMember, page: Page
):
    Page.objects.filter(pk=page.pk).update(domain="status.acme.example", domain_verified_at=timezone.now())
    host = "status.acme.example"
    response = come_back(client, identity_provider, set_out(client, "/history", home="", host=host))
    assert response["Location"].startswith(f"http://{host}/sign-in/oidc/")
    response = follow(client, response["Location"])
    assert response["Location"] == "/history"
    assert "Website" in client.get("/", headers={"host": host}).content.decode()
    assert client.get("/accounts/oidc/begin/", headers={"host": host}).status_code == 404


@pytest.mark.parametrize("kind", ["password", "team", "inside"])
def test_only_pages_with_members_lead_there(
    client: Client, identity_provider: LocalProvider, page: Page, other_page: Page, kind: str
):
    close(page, kind)
    assert "Acme Login" not in client.get(f"{HOME}/sign-in").content.decode()
    assert client.get(f"{HOME}/sign-in/oidc").status_code == 404
    assert client.get("/pages/elsewhere/sign-in/oidc")["Location"] == "/pages/elsewhere/"


def test_without_a_provider_there_is_nothing(client: Client, member: AudienceMember):
    assert "/sign-in/oidc" not in client.get(f"{HOME}/sign-in").content.decode()
    for path in (f"{HOME}/sign-in/oidc", "/accounts/oidc/begin/", "/accounts/oidc/callback/"):
        assert client.get(path).status_code == 404


def test_the_link_ends_soon_and_with_the_page(
    client: Client, identity_provider: LocalProvider, member: AudienceMember
):
    response = come_back(client, identity_provider, set_out(client))
    link = AdmissionLink.objects.get()
    assert link.expires_at - link.asked_at <= timedelta(minutes=1)
    services.page_update(page=member.page, changes={"viewers_must_be_team_members": True}, by=BY)
    assert follow(client, response["Location"]).status_code == 400
