import json

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.test import Client

from statuspage.models import Event, Organization, User
from tests.cast import PASSWORD
from tests.web.accounts.factors import ON, SECOND_STEP, code_at, confirm, later, sign_in, totp_set_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forget_earlier_tries():
    cache.clear()


def _kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="user.").order_by("pk").values_list("kind", flat=True))


def test_an_app_is_set_up_asked_for_and_its_codes_are_good_once(
    client: Client, owner: User, organization: Organization
):
    sign_in(client, owner)
    assert client.get(ON)["Location"].startswith("/accounts/reauthenticate/?next=")
    elsewhere = Client()
    sign_in(elsewhere, owner)
    secret, codes = totp_set_up(client)
    assert len(set(codes)) == 10
    assert b"cannot be shown again" in client.get("/accounts/recovery-codes/").content
    # E03: what began before has ended, but for the one in which it was done.
    assert client.get("/dashboard/?all").status_code == 200
    assert elsewhere.get("/dashboard/?all").status_code == 302
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)
    (told,) = mail.outbox
    assert (told.to, told.subject) == ([owner.email], "[Candor] An authenticator app was set up")
    assert "http://127.0.0.1:8000/dashboard/account/" in str(told.body)

    other = Client()
    assert sign_in(other, owner) == SECOND_STEP
    assert other.get("/dashboard/?all").status_code == 302
    used = code_at(secret)
    assert b"was not accepted" in other.post(SECOND_STEP, {"code": used}).content
    with time_machine.travel(later(30), tick=False):
        fresh = code_at(secret, later(0))
        assert other.post(SECOND_STEP, {"code": f"{fresh[:3]} {fresh[3:]}"})["Location"] == "/dashboard/"
        assert other.get("/dashboard/?all").status_code == 200
        again = Client()
        sign_in(again, owner)
        for gone in (fresh, used):
            assert b"was not accepted" in again.post(SECOND_STEP, {"code": gone}).content
    # The memory of used codes is the database's, not a cache's.
    with time_machine.travel(later(60), tick=False):
        cache.clear()
        assert b"was not accepted" in again.post(SECOND_STEP, {"code": fresh}).content
        assert again.post(SECOND_STEP, {"code": codes[0]})["Location"] == "/dashboard/"
        last = Client()
        sign_in(last, owner)
        assert b"was not accepted" in last.post(SECOND_STEP, {"code": codes[0]}).content
    failed = Event.objects.filter(kind="user.second_step_failed")
    assert failed.count() == 5
    assert {(event.subject_uid, event.actor_kind) for event in failed} == {(owner.uid, "visitor")}
    assert used not in json.dumps(list(failed.values("before", "after", "subject_label", "actor_label")))
    assert _kinds().count("user.factor_added") == 1


def test_R06_who_guesses_codes_is_slowed_down_whatever_their_address(client: Client, owner: User):
    sign_in(client, owner)
    _secret, codes = totp_set_up(client)
    thief = Client()
    sign_in(thief, owner)
    for number in range(10):
        answer = thief.post(SECOND_STEP, {"code": "000000"}, REMOTE_ADDR=f"198.51.100.{number}")
        assert b"was not accepted" in answer.content
    told = thief.post(SECOND_STEP, {"code": codes[0]}, REMOTE_ADDR="203.0.113.9").content
    assert b"Wait five minutes" in told
    with time_machine.travel(later(301), tick=False):
        assert thief.post(SECOND_STEP, {"code": codes[0]})["Location"] == "/dashboard/"


def test_it_is_turned_off_and_codes_are_renewed_by_whom_they_belong_to(
    client: Client, owner: User, organization: Organization
):
    sign_in(client, owner)
    _secret, codes = totp_set_up(client)
    renewed = client.post("/accounts/recovery-codes/new/")
    assert renewed["Location"] == "/accounts/recovery-codes/"
    assert codes[0].encode() not in client.get(renewed["Location"]).content
    with time_machine.travel(later(400), tick=False):
        off = "/accounts/authenticator-app/off/"
        assert client.post(off)["Location"].startswith("/accounts/reauthenticate/")
        assert Authenticator.objects.filter(user=owner, type="totp").exists()
        confirm(client)
        assert client.post(off)["Location"] == "/dashboard/account/"
    assert not Authenticator.objects.exists()
    assert client.get("/dashboard/?all").status_code == 200
    assert sign_in(Client(), owner) == "/dashboard/"
    assert _kinds()[-3:] == ["user.recovery_codes_renewed", "user.factor_removed", "user.logged_in"]
    assert [message.subject.removeprefix("[Candor] ") for message in mail.outbox] == [
        "An authenticator app was set up",
        "New recovery codes were made",
        "The authenticator app was turned off",
    ]


def test_whoever_was_given_a_password_sets_up_nothing_with_it(client: Client, owner: User):
    """The giver knows it, and what they set up would outlive it."""
    User.objects.filter(pk=owner.pk).update(password_giver="k" * 12)
    sign_in(client, owner)
    confirm(client)
    for path in (ON, "/accounts/passkeys/add/"):
        assert client.get(path)["Location"] == "/dashboard/account/"
        assert client.post(path, {"code": "000000"})["Location"] == "/dashboard/account/"
    assert b"chosen by somebody else" in client.get("/dashboard/account/").content
    assert not Authenticator.objects.exists()


def test_nonsense_in_place_of_a_passkey_is_refused(client: Client, owner: User):
    nonsense = ["", "x", "[]", "{}", "7", '{"response": {"userHandle": "AAAA"}}', '{"response": []}']
    nonsense += ['{"id": "x", "rawId": "x", "type": "public-key", "response": {"userHandle": "eg=="}}']
    for text in nonsense:
        answer = client.post("/accounts/login/passkey/", {"credential": text}, HTTP_HOST="localhost")
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/"), text
        cache.clear()
    sign_in(client, owner)
    confirm(client)
    for text in nonsense:
        answer = client.post("/accounts/passkeys/add/", {"credential": text}, HTTP_HOST="localhost")
        assert answer.status_code == 200, text
    assert not Authenticator.objects.exists()
    assert PASSWORD not in json.dumps(list(Event.objects.values("before", "after")))
