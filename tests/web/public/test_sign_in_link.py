"""A17: signing in to a restricted page by a mailed link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from statuspage import services
from statuspage.admission import cookie_name
from statuspage.admission_tokens import admission_token
from statuspage.models import AdmissionLink, AudienceMember, Component, Page
from statuspage.services.admissions import admission_link_create
from tests.web.public.doors import BY, close, member_of
from webhooks.services.admissions import admission_mails_send

PATH = "/pages/status/sign-in"
READER = "reader@customer.example"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    caches["limits"].clear()


@pytest.fixture
def component(page: Page) -> Component:
    services.component_create(page=page, name="Billing", by=BY)
    return services.component_create(page=page, name="Website", by=BY)


@pytest.fixture
def member(page: Page, component: Component) -> AudienceMember:
    close(page, "restricted")
    return member_of(page, component, email=READER)


def ask(client: Client, email: str = READER, **sent: Any) -> Any:
    headers = sent.pop("headers", {})
    return client.post(PATH, {"email": email, **sent}, headers=headers)


def mailed_path() -> str:
    assert admission_mails_send() == 1
    found = re.search(r"http://[^/\s]+(/sign-in/[a-z0-9]+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_the_link_of_the_mail_lets_in_once_and_shows_what_is_theirs(client: Client, member: AudienceMember):
    assert ask(client, next="/pages/status/history").status_code == 200
    path = mailed_path()
    assert mail.outbox[0].to == [READER]
    assert mail.outbox[0].subject == "[Acme status] Your link to sign in"
    assert "30 minutes" in str(mail.outbox[0].body)
    for _program in range(3):
        read = client.get(path)
        assert read.status_code == 200
        assert not read.cookies
        assert "Acme" not in read.content.decode()
        assert (read["Cache-Control"], read["X-Robots-Tag"]) == ("private, no-store", "noindex")
        client.head(path)
    response = client.post(path)
    assert (response.status_code, response["Location"]) == (302, "/history")
    cookie = response.cookies[cookie_name(member.page)]
    assert (cookie["path"], cookie["max-age"], cookie["httponly"]) == ("/", 7 * 86_400, True)
    text = client.get("/").content.decode()
    assert "Website" in text
    assert "Billing" not in text
    assert Client().get(path).status_code == Client().post(path).status_code == 404
    assert "not valid any more" in Client().post(path).content.decode()


def test_it_is_good_for_half_an_hour_and_for_its_page(
    client: Client, member: AudienceMember, other_page: Page
):
    close(other_page, "restricted")
    link = admission_link_create(member=member)
    token = admission_token(link)
    assert client.post(f"/pages/elsewhere/sign-in/{token}").status_code == 404
    other = "1" if token.endswith("0") else "0"
    for forged in (f"{token[:-1]}{other}", f"{token}0"):
        assert client.get(f"{PATH}/{forged}").status_code == 404
    AdmissionLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(f"{PATH}/{token}").status_code == 404
    assert not client.cookies
    AdmissionLink.objects.update(expires_at=timezone.now() + timedelta(seconds=60))
    assert client.post(f"{PATH}/{token}", headers={"origin": "https://evil.example"}).status_code == 403
    assert client.post(f"{PATH}/{token}", headers={"origin": "http://testserver"}).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": "password", "password": "open sesame"},
        {"viewers_must_be_team_members": True},
    ],
    ids=str,
)
def test_a_page_that_takes_no_members_any_more_takes_no_link(
    client: Client, member: AudienceMember, change: dict[str, Any]
):
    token = admission_token(admission_link_create(member=member))
    services.page_update(page=member.page, changes=change, by=BY)
    assert client.post(f"{PATH}/{token}").status_code == 404


def test_whoever_is_no_member_gets_the_same_answer_and_no_mail(client: Client, member: AudienceMember):
    answers, queries = [], []
    for email in (READER, "nobody@elsewhere.example", READER.upper()):
        with CaptureQueriesContext(connection) as asked:
            response = ask(client, email)
        queries.append([re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in asked.captured_queries])
        answers.append((response.status_code, response.content))
    assert answers[0] == answers[1] == answers[2]
    assert queries[0] == queries[1] == queries[2]
    assert admission_mails_send() == 1
    assert [message.to for message in mail.outbox] == [[READER]]
    assert AdmissionLink.objects.count() == 1


@pytest.mark.parametrize("email", ["", "x", "a@b\r\nBcc: c@d.example", "a@x.example,b@y.example", "x" * 300])
def test_E08_what_is_no_address_is_refused(client: Client, member: AudienceMember, email: str):
    response = ask(client, email)
    assert response.status_code == 422
    assert "Enter an e-mail address." in response.content.decode()
    assert not AdmissionLink.objects.exists()


def test_R10_nobody_is_flooded(client: Client, member: AudienceMember):
    for _ in range(4):
        assert ask(client).status_code == 200
    assert admission_mails_send() == 1
    assert admission_mails_send() == 0
    later = timezone.now() + timedelta(minutes=6)
    AdmissionLink.objects.update(asked_at=timezone.now() - timedelta(minutes=6))
    ask(client)
    assert admission_mails_send(now=later) == 1
    assert len(mail.outbox) == 2


def test_R06_one_network_asks_so_often_and_no_oftener(client: Client, member: AudienceMember):
    codes = [ask(client, f"reader{number}@customer.example").status_code for number in range(12)]
    assert codes == [200] * 10 + [429] * 2


def test_a_used_link_does_not_hold_up_the_next_one(client: Client, member: AudienceMember):
    ask(client)
    client.post(mailed_path())
    ask(client)
    assert admission_mails_send() == 1


def test_the_mail_speaks_the_language_of_the_page(client: Client, member: AudienceMember):
    Page.objects.filter(pk=member.page_id).update(languages=["de"])
    ask(client)
    mailed_path()
    assert AdmissionLink.objects.get().language == "de"


@pytest.mark.parametrize("what", ["delete", "email", "login"])
def test_it_ends_with_the_member(client: Client, member: AudienceMember, what: str):
    client.post(f"{PATH}/{admission_token(admission_link_create(member=member))}")
    assert "Website" in client.get("/pages/status").content.decode()
    if what == "delete":
        member.delete()
    elif what == "email":
        services.audience_member_update(member=member, changes={"email": "other@customer.example"}, by=BY)
    else:
        services.audience_member_update(member=member, changes={"external_login": "other"}, by=BY)
    assert "Acme" not in client.get("/pages/status").content.decode()


def test_it_ends_after_a_week(client: Client, member: AudienceMember, monkeypatch: pytest.MonkeyPatch):
    client.post(f"{PATH}/{admission_token(admission_link_create(member=member))}")
    now = timezone.now().timestamp()
    for days, let_in in ((6.9, True), (7.1, False)):
        monkeypatch.setattr("django.core.signing.time.time", lambda days=days: now + days * 86_400)
        assert ("Acme" in client.get("/pages/status").content.decode()) == let_in


def test_what_was_granted_since_is_seen_with_the_next_request(client: Client, member: AudienceMember):
    client.post(f"{PATH}/{admission_token(admission_link_create(member=member))}")
    member.components.set([Component.objects.get(name="Billing")])
    text = client.get("/pages/status").content.decode()
    assert "Billing" in text
    assert "Website" not in text
    assert client.get("/pages/status/components/website").status_code == 404
