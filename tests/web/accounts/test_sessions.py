from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from statuspage.models import Event, Organization, User
from statuspage.selectors.sign_in import outward_ref, sessions_of
from statuspage.services.sign_in import sessions_purge
from tests.web.accounts.factors import SECOND_STEP, sign_in, totp_set_up

pytestmark = pytest.mark.django_db
ACCOUNT = "/dashboard/account/"
HOME = "/dashboard/?all"
FOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
)


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()


def _in(client: Client, person: User, browser: str, address: str) -> str:
    sign_in(client, person, HTTP_USER_AGENT=browser, REMOTE_ADDR=address)
    return client.session.session_key or ""


def test_they_are_listed_in_words_and_ended_by_their_owner_alone(
    client: Client, owner: User, outsider: User, organization: Organization, django_assert_max_num_queries
):
    here = _in(client, owner, FOX, "198.51.100.1")
    phone, laptop, strange = Client(), Client(), Client()
    on_phone = _in(phone, owner, PHONE, "198.51.100.2")
    _in(laptop, owner, "", "2001:db8::7")
    theirs = _in(strange, outsider, FOX, "203.0.113.5")
    text = client.get(ACCOUNT).content.decode()
    for word in ("Firefox on Linux", "(this one)", "Safari on iPhone", "Unknown browser", "2001:db8::7"):
        assert word in text
    assert "203.0.113.5" not in text
    assert not any(key in text for key in (here, on_phone, theirs))
    with django_assert_max_num_queries(14):
        client.get(ACCOUNT)

    def end(browser: Client, key: str) -> int:
        return browser.post(f"{ACCOUNT}sessions/{outward_ref('session', key)}/end/").status_code

    for key in (theirs, "x"):
        assert end(client, key) == 302
    assert strange.get(HOME).status_code == 200
    assert end(strange, on_phone) == 302
    assert phone.get(HOME).status_code == 200
    assert end(client, on_phone) == 302
    assert phone.get(HOME).status_code == 302
    assert (client.get(HOME).status_code, laptop.get(HOME).status_code) == (200, 200)
    assert client.get(f"{ACCOUNT}sessions/end/").status_code == 405
    assert client.post(f"{ACCOUNT}sessions/end/").status_code == 302
    assert (client.get(HOME).status_code, laptop.get(HOME).status_code) == (200, 302)
    assert strange.get(HOME).status_code == 200
    assert [one.key for one in sessions_of(User.objects.get(pk=owner.pk))] == [here]
    ended = Event.objects.filter(kind="user.sessions_ended").order_by("pk")
    assert [event.after for event in ended] == [
        {"sessions": "one", "address": "198.51.100.2"},
        {"sessions": "others"},
    ]
    assert {event.organization for event in ended} == {organization}


def test_a_session_from_before_there_was_a_list_is_good_listed_and_ended(client: Client, owner: User):
    old, forgotten = Client(), Client()
    for browser in (old, forgotten):
        browser.force_login(owner)
    assert old.get(HOME).status_code == 200
    assert not UserSession.objects.exists()
    assert b"(this one)" in old.get(ACCOUNT).content
    old.post(f"{ACCOUNT}sessions/end/")
    assert (old.get(HOME).status_code, forgotten.get(HOME).status_code) == (200, 302)


def test_name_language_and_zone_are_ones_own_to_say(client: Client, owner: User, outsider: User):
    sign_in(client, owner)
    said = {"first_name": "Olivia", "last_name": "Oak", "language": "de", "time_zone": "Asia/Tokyo"}
    wrong = client.post(ACCOUNT, {**said, "time_zone": "Nowhere/Land"})
    assert (wrong.status_code, User.objects.get(pk=owner.pk).first_name) == (422, "Olive")
    assert client.post(ACCOUNT, {**said, "is_staff": "on", "email": outsider.email})["Location"] == ACCOUNT
    owner.refresh_from_db()
    assert {name: getattr(owner, name) for name in said} == said
    assert (owner.email, owner.is_staff) == ("owner@acme.example", False)
    assert Client().get(ACCOUNT).status_code == 302


def test_the_operator_lets_in_who_lost_everything(client: Client, owner: User, organization: Organization):
    sign_in(client, owner)
    totp_set_up(client)
    with pytest.raises(CommandError, match=r"nobody@acme\.example"):
        call_command("second_factors_reset", "nobody@acme.example")
    call_command("second_factors_reset", "Owner@Acme.example")
    assert not Authenticator.objects.filter(user=owner).exists()
    assert client.get(HOME).status_code == 302
    assert sign_in(Client(), owner) not in ("", SECOND_STEP)
    event = Event.objects.get(kind="user.factor_removed", subject_uid=owner.uid, before={"kind": "totp"})
    assert event.actor_kind == "system"


def test_what_ran_out_is_forgotten(client: Client, owner: User):
    here = _in(client, owner, FOX, "198.51.100.1")
    gone = _in(Client(), owner, FOX, "198.51.100.2")
    now = timezone.now()
    Session.objects.filter(session_key=gone).update(expire_date=now - timedelta(days=3))
    UserSession.objects.filter(session_key=gone).update(last_seen_at=now - timedelta(days=3))
    assert sessions_purge() == 1
    assert [row.session_key for row in UserSession.objects.all()] == [here]
    assert client.get(HOME).status_code == 200
