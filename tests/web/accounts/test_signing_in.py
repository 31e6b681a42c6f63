from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from statuspage.models import Event, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: Any):
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def test_it_asks_for_the_address_and_lets_the_owner_in(client: Client, owner: User):
    page = client.get("/accounts/login/?next=/dashboard/")
    assert page.status_code == 200
    assert b'autocomplete="email"' in page.content
    assert b"<script" not in page.content
    assert b"style=" not in page.content
    response = sign_in(client, "Owner@Acme.example")
    assert (response.status_code, response["Location"]) == (302, "/dashboard/")
    assert client.get("/dashboard/?all").status_code == 200


def test_it_leads_to_no_other_site_afterwards(client: Client, owner: User):
    form = {"login": owner.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/accounts/login/", form)["Location"] == "/dashboard/"


@pytest.mark.parametrize("email", ["owner@acme.example", "nobody@acme.example"])
def test_it_says_the_same_for_a_wrong_password_and_an_unknown_person(client: Client, owner: User, email: str):
    response = sign_in(client, email, "wrong")
    assert response.status_code == 200
    assert b"This e-mail address and this password do not go together." in response.content
    assert client.get("/dashboard/?all").status_code == 302


def test_R06_it_slows_down_who_guesses_a_password(client: Client, owner: User):
    for _ in range(10):
        assert b"do not go together" in sign_in(client, owner.email, "wrong").content
    assert b"too many wrong tries. Wait five minutes" in sign_in(client, owner.email).content


def test_it_counts_tries_by_the_address_that_the_proxies_saw(client: Client, owner: User):
    for number in range(10):
        sign_in(client, f"{number}@acme.example", "wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert b"too many wrong tries" in sign_in(client, owner.email).content
    response = sign_in(client, owner.email, REMOTE_ADDR="198.51.100.7")
    assert response.status_code == 302


def test_it_refuses_a_person_who_was_switched_off(client: Client, owner: User):
    User.objects.filter(pk=owner.pk).update(is_active=False)
    sign_in(client, owner.email)
    assert client.get("/dashboard/?all").status_code == 302


def test_E18_nobody_signs_up_by_themselves(client: Client):
    assert b"By invitation" in client.get("/accounts/signup/").content
    form = {"email": "me@evil.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/accounts/signup/", form)
    assert not User.objects.filter(email="me@evil.example").exists()


def test_E01_it_refuses_a_form_without_a_token(owner: User):
    response = sign_in(Client(enforce_csrf_checks=True), owner.email)
    assert response.status_code == 403
    assert b"reload the page" in response.content


def test_it_signs_out_by_a_form_only(client: Client, owner: User):
    client.force_login(owner)
    assert b"Sign out?" in client.get("/accounts/logout/").content
    assert client.get("/dashboard/?all").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/dashboard/?all").status_code == 302


def test_it_ends_other_sessions_when_the_password_changes(client: Client, owner: User):
    other = Client()
    client.force_login(owner)
    other.force_login(owner)
    new = "another long passphrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", form).status_code == 302
    assert client.get("/dashboard/?all").status_code == 200
    assert other.get("/dashboard/?all").status_code == 302
    told = Event.objects.get(kind="user.updated", subject_uid=owner.uid)
    assert (told.after, told.actor_uid, told.actor_address) == (
        {"changed": ["password"]},
        owner.uid,
        "127.0.0.1",
    )
