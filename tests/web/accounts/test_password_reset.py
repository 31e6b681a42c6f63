import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from statuspage import services
from statuspage.actor import Actor
from statuspage.models import Organization, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()


def test_E05_the_link_follows_the_configured_address_whatever_the_host(client: Client, owner: User):
    client.post("/accounts/password/reset/", {"email": owner.email}, HTTP_HOST="localhost")
    (message,) = mail.outbox
    assert message.to == [owner.email]
    (link,) = re.findall(r"https?://\S+/password/\S+", str(message.body))
    assert link.startswith("http://127.0.0.1:8000/accounts/password/reset/key/")


def test_it_sets_a_new_password_once(client: Client, owner: User):
    client.post("/accounts/password/reset/", {"email": owner.email})
    path = re.findall(r"http://127.0.0.1:8000(/\S+)", str(mail.outbox[0].body))[-1]
    form = client.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    assert path.split("/")[-2] not in where
    response = client.post(where, {"password1": NEW, "password2": NEW})
    assert response["Location"] == "/accounts/password/reset/key/done/"
    owner.refresh_from_db()
    assert owner.check_password(NEW)
    again = Client().get(path, follow=True)
    assert b"no longer works" in again.content


def test_A17_it_says_the_same_for_an_unknown_address_and_writes_to_nobody(client: Client, owner: User):
    known = client.post("/accounts/password/reset/", {"email": owner.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@acme.example"}, follow=True)
    assert known.content == unknown.content
    assert [message.to for message in mail.outbox] == [[owner.email]]


@pytest.mark.parametrize(("way", "is_theirs"), [("link", True), ("change", False)])
def test_a_given_password_is_theirs_after_a_link_and_not_after_a_change(
    client: Client, organization: Organization, other_organization: Organization, way: str, is_theirs: bool
):
    """Whoever knows the given password can change it, and only the mailbox's owner gets the link."""
    key = Actor.for_key(uid="k" * 12, label="k")
    bob = services.member_add(
        organization=organization, email="bob@acme.example", password=PASSWORD, by=key
    ).user
    if way == "link":
        client.post("/accounts/password/reset/", {"email": bob.email})
        path = re.findall(r"http://127.0.0.1:8000(/\S+)", str(mail.outbox[0].body))[-1]
        where = client.get(path, follow=True).redirect_chain[-1][0]
        client.post(where, {"password1": NEW, "password2": NEW})
    else:
        client.force_login(bob)
        given = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        client.post("/accounts/password/change/", given)
    bob.refresh_from_db()
    assert bob.check_password(NEW)
    services.member_add(organization=other_organization, email=bob.email, role="admin", by=Actor.system())
    bob.refresh_from_db()
    assert bob.check_password(NEW) == is_theirs
