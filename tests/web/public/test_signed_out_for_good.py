"""A member's cookie that ended stays ended."""

from typing import Any

import pytest
from django.test import Client

from statuspage.admission import cookie_name
from statuspage.models import AdmissionLink, AudienceMember, Page
from statuspage.services.admissions import admission_link_create
from statuspage.services.audience import audience_member_update
from tests.web.public.doors import BY, close, member_of, ticket_of


@pytest.fixture
def member(page: Page) -> AudienceMember:
    close(page, "restricted")
    return member_of(page)


def change(member: AudienceMember, **changes: Any) -> AudienceMember:
    return audience_member_update(member=member, changes=changes, by=BY)


@pytest.mark.parametrize("field", ["email", "external_login"])
def test_an_old_cookie_does_not_revive_with_the_old_address(
    client: Client, member: AudienceMember, field: str
):
    before = getattr(member, field)
    client.cookies[cookie_name(member.page)] = ticket_of(member.page, member)
    assert client.get("/history").status_code == 200
    change(member, **{field: "other@customer.example"})
    assert client.get("/history").status_code == 302
    member = change(member, **{field: before})
    assert client.get("/history").status_code == 302
    client.cookies[cookie_name(member.page)] = ticket_of(member.page, member)
    assert client.get("/history").status_code == 200


def test_nor_does_a_link_that_was_not_used(member: AudienceMember):
    admission_link_create(member=member)
    change(member, email="other@customer.example")
    change(member, email=member.email)
    assert not AdmissionLink.objects.exists()


def test_what_is_granted_signs_nobody_out(client: Client, member: AudienceMember):
    client.cookies[cookie_name(member.page)] = ticket_of(member.page, member)
    change(member, components=[], groups=[], email=member.email)
    assert client.get("/history").status_code == 200
