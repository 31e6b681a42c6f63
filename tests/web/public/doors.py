"""Pages that not everybody may read, and those who come to them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client

from statuspage import services
from statuspage.actor import Actor
from statuspage.admission import admit, cookie_name
from statuspage.models import AudienceMember, Component, Page, User

BY = Actor.system()
PASSWORD = "open sesame"
INSIDE, OUTSIDE = "10.1.2.3", "192.0.2.7"
CLOSED: dict[str, dict[str, Any]] = {
    "password": {"visibility": "password", "password": PASSWORD},
    "restricted": {"visibility": "restricted"},
    "team": {"viewers_must_be_team_members": True},
    "team-password": {
        "visibility": "password",
        "password": PASSWORD,
        "viewers_must_be_team_members": True,
    },
    "inside": {"ip_restrictions": "10.0.0.0/8"},
    "password-inside": {
        "visibility": "password",
        "password": PASSWORD,
        "ip_restrictions": "2001:db8::/32, 10.0.0.0/8",
    },
}


def close(page: Page, kind: str) -> Page:
    """The page, read by those alone whom this kind lets in."""
    return services.page_update(page=page, changes=CLOSED[kind], by=BY)


def member_of(page: Page, *components: Component, email: str = "reader@customer.example") -> AudienceMember:
    """A member of the audience who sees these components."""
    member = AudienceMember.objects.create(page=page, email=email)
    member.components.set(components)
    return member


def ticket_of(page: Page, member: AudienceMember | None = None) -> str:
    """What the cookie holds that signing in gives."""
    response = HttpResponse()
    admit(response, HttpRequest(), page, base="", member=member)
    return response.cookies[cookie_name(page)].value


@dataclass(frozen=True)
class Cast:
    """Everybody who may come: each gives a client with what they bring along."""

    page: Page
    other_page: Page
    member: AudienceMember
    stranger: AudienceMember
    teammate: User
    unopened: User
    outsider: User

    def client(self, actor: str) -> Client:
        client = Client()
        if actor in ("teammate", "unopened", "outsider"):
            client.force_login(getattr(self, actor))
        elif actor != "anonymous":
            makers: dict[str, Callable[[], str]] = {
                "knows the password": lambda: ticket_of(self.page),
                "member": lambda: ticket_of(self.page, self.member),
                "tampers": lambda: ticket_of(self.page, self.member)[:-3] + "abc",
                "makes up": lambda: "candor",
                "knows another password": lambda: ticket_of(self.other_page),
                "member elsewhere": lambda: ticket_of(self.other_page, self.stranger),
            }
            client.cookies[cookie_name(self.page)] = makers[actor]()
        return client


def told(response: Any) -> Any:
    """All that an answer says but the number of the request."""
    number = response.headers.get("X-Request-Id", "")
    body = re.sub(number or "-", "", response.content.decode())
    cookies = {name: morsel.OutputString() for name, morsel in response.cookies.items()}
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-Id"}
    return response.status_code, body, headers, cookies
