"""Inviting people to the team: from the form to whoever is in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone

from statuspage.models import Event, Invitation, Membership, Organization, Page, PageRole, User
from tests.cast import PASSWORD
from webhooks.services.invitations import invitation_mails_send

ROOT = "/dashboard/pages/status/team/"
NEW = "invited@acme.example"

Outbox = list[EmailMultiAlternatives]


@pytest.fixture
def client(owner: User, settings: Any) -> Client:
    """The owner's browser; the public address is another one than what requests say."""
    caches["limits"].clear()
    settings.CANDOR_PUBLIC_URL = "https://status.acme.example"
    client = Client()
    client.force_login(owner)
    return client


def invite(client: Client, page: Page, email: str = NEW, **sent: Any) -> Any:
    form = {"email": email, "role": "member", f"page-{page.uid}": ["reads", "incident_manager"], **sent}
    return client.post(f"{ROOT}invite/", form)


def link_in(mailoutbox: Outbox) -> str:
    found = re.search(
        r"https://status\.acme\.example(/accounts/invitation/[a-z0-9]{52}/)", str(mailoutbox[-1].body)
    )
    assert found
    return found[1]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def later(**ago: int) -> None:
    Invitation.objects.update(sent_at=timezone.now() - timedelta(**ago))


def test_an_invited_person_joins_by_the_link_in_their_mail(client: Client, page: Page, mailoutbox: Outbox):
    assert invite(client, page, "Invited@ACME.example")["Location"] == ROOT
    assert invitation_mails_send() == 1
    assert invitation_mails_send() == 0
    mail = mailoutbox[0]
    assert mail.to == [NEW]
    assert mail.subject == "Olive invites you to Acme"
    assert "Pages: Acme status" in mail.body
    html = str(mail.alternatives[0][0])
    path = link_in(mailoutbox)
    assert f"https://status.acme.example{path}" in html
    listed = text(client.get(ROOT))
    assert NEW in listed
    assert path not in listed

    guest = Client()
    # A mail scanner follows the link as often as it likes.
    for _ in range(2):
        shown = guest.get(path)
        assert "Olive invites invited@acme.example" in text(shown)
        assert "no-store" in shown["Cache-Control"]
        assert guest.head(path).status_code == 200
    assert Invitation.objects.get().accepted_at is None
    weak = guest.post(path, {"first_name": "Ina", "password": "12345678"})
    assert weak.status_code == 422
    assert 'id="password_error"' in text(weak)
    answer = guest.post(path, {"first_name": "Ina", "last_name": "Ito", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")
    assert guest.get("/dashboard/pages/status/").status_code == 200
    member = Membership.objects.get(user__email=NEW)
    assert (member.role, member.name, member.user.password_giver) == ("member", "Ina Ito", "")
    assert PageRole.objects.get(membership=member).incident_manager
    assert kinds()[:4] == ["invitation.sent", "invitation.accepted", "member.added", "page_role.updated"]
    assert NEW not in text(client.get(ROOT)).split('data-live="invited"')[1]
    # It was good once.
    for answer in (guest.get(path), guest.post(path), Client().post(path, {"password": PASSWORD})):
        assert answer.status_code == 404


def test_the_link_ends_when_it_is_old_sent_anew_or_taken_back(client: Client, page: Page, mailoutbox: Outbox):
    invite(client, page)
    invitation_mails_send()
    first = link_in(mailoutbox)
    uid = Invitation.objects.get().uid
    assert "less than a minute ago" in text(client.post(f"{ROOT}invitations/{uid}/send/", follow=True))
    later(days=8)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert Client().get(first).status_code == 404
    assert "The link has ended" in text(client.get(ROOT))
    assert "on its way" in text(client.post(f"{ROOT}invitations/{uid}/send/", follow=True))
    invitation_mails_send()
    second = link_in(mailoutbox)
    assert second != first
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    later(minutes=2)
    # Another one for the same address takes its place.
    invite(client, page, role="admin")
    invitation_mails_send()
    third = link_in(mailoutbox)
    assert [Client().get(path).status_code for path in (second, third)] == [404, 200]
    newest = Invitation.objects.get(revoked_at=None)
    assert "taken back" in text(client.post(f"{ROOT}invitations/{newest.uid}/revoke/", follow=True))
    assert Client().get(third).status_code == 404
    assert client.post(f"{ROOT}invitations/{newest.uid}/revoke/").status_code == 404
    assert kinds() == [
        *("invitation.sent", "invitation.resent", "invitation.revoked", "invitation.sent"),
        "invitation.revoked",
    ]
    assert Client().get(f"{third[:-3]}aa/").status_code == 404


def test_who_has_an_account_joins_with_it_and_the_inviter_learns_of_none(
    client: Client, page: Page, outsider: User, mailoutbox: Outbox
):
    answers = [invite(client, page, email) for email in (NEW, outsider.email)]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    invitation_mails_send()
    path = link_in(mailoutbox)
    guest = Client()
    shown = text(guest.get(path))
    assert f"/accounts/login/?next={path}" in shown
    assert 'name="password"' not in shown
    refused = guest.post(path, {"first_name": "X", "password": PASSWORD})
    assert "Sign in with it to join" in text(refused)
    stranger = Client()
    stranger.force_login(User.objects.get(email="owner@acme.example"))
    assert "for another address" in text(stranger.get(path))
    assert stranger.post(path).status_code == 422
    assert Invitation.objects.filter(accepted_at=None).count() == 2
    signed_in = guest.post(
        path.replace(path, f"/accounts/login/?next={path}"), {"login": outsider.email, "password": PASSWORD}
    )
    assert signed_in["Location"] == path
    assert "The team will see you as Oskar" in text(guest.get(path))
    assert guest.post(path).status_code == 302
    assert guest.get("/dashboard/pages/status/").status_code == 200


def test_without_a_mail_server_the_link_is_shown_once_to_pass_on(
    client: Client, page: Page, owner: User, outsider: User, settings: Any, mailoutbox: Outbox
):
    settings.EMAIL_BACKEND = "webhooks.mail.kept.KeptEmailBackend"
    invite(client, page, role="admin")
    shown = text(client.get(ROOT))
    assert "No mail server is set up here" in shown
    found = re.search(r"https://status\.acme\.example(/accounts/invitation/[a-z0-9]{52}/)", shown)
    assert found
    assert "/accounts/invitation/" not in text(client.get(ROOT))
    assert invitation_mails_send() == 0
    guest = Client()
    assert guest.post(found[1], {"first_name": "Ina", "password": PASSWORD}).status_code == 302
    # Whoever invited may have followed the link themselves.
    assert User.objects.get(email=NEW).password_giver == owner.uid
    assert guest.get(ROOT).status_code == 200
    # The page of a link that was shown says nothing of accounts.
    invite(client, page, outsider.email)
    again = re.search(r"/accounts/invitation/[a-z0-9]{52}/", text(client.get(ROOT)))
    assert again
    assert 'name="password"' in text(Client().get(again[0]))


def test_what_may_not_be_is_refused_and_told(
    client: Client, page: Page, organization: Organization, teammate: User, monkeypatch: pytest.MonkeyPatch
):
    for sent, wrong in (
        ({"email": "no address"}, 'id="email-wrong"'),
        ({"email": teammate.email}, "a member already"),
        ({"role": "king"}, 'id="role-wrong"'),
        ({f"page-{page.uid}": ["reads", "king"]}, 'id="pages-wrong"'),
    ):
        answer = invite(client, page, **sent)
        assert answer.status_code == 422, sent
        assert wrong in text(answer)
    admin = Client()
    admin.force_login(teammate)
    Membership.objects.filter(user=teammate).update(role="admin")
    assert 'value="owner"' not in text(admin.get(f"{ROOT}invite/"))
    assert "Only an owner decides" in text(invite(admin, page, role="owner"))
    told = Event.objects.get(kind="access.refused")
    assert told.after == {"method": "POST", "path": f"{ROOT}invite/", "code": "owners_only"}
    invite(client, page, role="owner")
    uid = Invitation.objects.get().uid
    assert "Only an owner" in text(admin.post(f"{ROOT}invitations/{uid}/revoke/", follow=True))
    monkeypatch.setattr("statuspage.services.invitations.PER_HOUR", 1)
    assert "Too many people were invited" in text(invite(client, page, "third@acme.example"))
    assert Invitation.objects.count() == 1


def test_its_list_takes_as_many_queries_however_long_it_is(
    client: Client, page: Page, django_assert_max_num_queries: Any
):
    for number in range(9):
        invite(client, page, f"{number}@acme.example")
    with django_assert_max_num_queries(14):
        assert text(client.get(ROOT)).count("Take back</button>") == 9
