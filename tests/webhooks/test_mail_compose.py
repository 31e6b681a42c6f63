"""The mail of a delivery: its header lines, its two parts and what stands below."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from statuspage.models import Event, Page
from tests.incidents.making import NOW, make_component, minutes, open_incident
from tests.rows import each
from tests.webhooks.making import make_channel, make_delivery, make_visitor
from webhooks.mail.compose import HTML_BYTES, mail_compose
from webhooks.mail.footers import footer_links
from webhooks.messages.compose import message_confirmation, message_for
from webhooks.models import Delivery, Subscription
from webhooks.tokens import token_make
from webhooks.transports.email import EmailTransport
from webhooks.vocabulary import Audience


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.CANDOR_PUBLIC_URL = "https://status.acme.example"
    settings.DEFAULT_FROM_EMAIL = "news@acme.example"


def delivery_of(subscription: Subscription, **given: Any) -> Delivery:
    page = subscription.page
    incident = open_incident(page, **given)
    event = Event.objects.get(subject_uid=incident.uid)
    message = message_for(
        events=[event], page=page, audience=Audience(subscription.audience), language=subscription.language
    )
    assert message is not None
    return make_delivery(subscription, message=EmailTransport().freeze(subscription, message).message)


def read(delivery: Delivery) -> EmailMessage:
    mail = mail_compose(delivery, links=footer_links(delivery))
    return message_from_bytes(mail.message().as_bytes(), policy=policy.default)


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_it_names_itself_and_its_thread(page: Page) -> None:
    visitor = make_visitor(page)
    delivery = delivery_of(visitor)
    mail = read(delivery)
    assert mail["Message-ID"] == f"<{delivery.uid}@status.acme.example>"
    assert mail["References"] == mail["In-Reply-To"]
    assert mail["From"] == "Acme status <news@acme.example>"
    assert mail["To"] == "vera@visitors.example"
    assert mail["Date"].datetime == delivery.created_at.replace(microsecond=0)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert page.uid in mail["List-Id"]
    other = make_visitor(page, "otto@visitors.example")
    again = make_delivery(other, message=delivery.letter.message)
    assert read(again)["References"] != mail["References"]


def test_it_answers_to_the_address_that_the_page_names(page: Page) -> None:
    page.notifications_from_email = "status@acme.example"
    mail = read(delivery_of(make_visitor(page)))
    assert mail["Reply-To"] == "status@acme.example"
    assert "news@acme.example" in mail["From"]
    page.notifications_from_email = "nobody\r\nBcc: evil@example.com"
    mail = read(delivery_of(make_visitor(page, "otto@visitors.example")))
    assert mail["Reply-To"] is None
    assert mail["Bcc"] is None


def test_it_lets_a_subscriber_leave_with_one_click(page: Page) -> None:
    visitor = make_visitor(page)
    mail = read(delivery_of(visitor))
    url = f"https://status.acme.example/subscribe/unsubscribe/{token_make('unsubscribe', visitor)}"
    assert mail["List-Unsubscribe"] == f"<{url}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for kind in ("plain", "html"):
        assert url in part(mail, kind)
        assert token_make("manage", visitor) in part(mail, kind)


def test_it_offers_no_way_out_where_there_is_none(page: Page) -> None:
    mail = read(delivery_of(make_channel(page)))
    assert mail["List-Unsubscribe"] is None
    message = message_confirmation(page=page, confirm_url="https://x.example/c", language="en", now=NOW)
    visitor = make_visitor(page, state="unconfirmed")
    frozen = EmailTransport().freeze(visitor, message)
    mail = read(make_delivery(visitor, kind="confirmation", message=frozen.message))
    assert mail["List-Unsubscribe"] is None
    assert "https://x.example/c" in part(mail, "plain").splitlines()


def test_it_says_why_it_comes(page: Page) -> None:
    one, other = make_component(page, name="REST API"), make_component(page, name="Website")
    hidden = make_component(page, name="Vault", visible=False)
    some = read(delivery_of(make_visitor(page, components=(one, other, hidden))))
    assert "You subscribed to REST API and Website on Acme status." in part(some, "plain")
    whole = read(delivery_of(make_visitor(page, "otto@visitors.example")))
    assert "You subscribed to Acme status." in part(whole, "html")
    team = read(delivery_of(make_channel(page)))
    assert "“On call” is an alert channel of Acme status." in part(team, "plain")


def test_it_reads_well_without_html(page: Page) -> None:
    body = "We see **errors**.\n\n- one\n- two, see [the docs](https://docs.example/x)"
    text = part(read(delivery_of(make_visitor(page), body=body)), "plain")
    assert text.startswith(
        "Investigating: Errors\n\nWe see errors.\n\n- one\n- two, see the docs (https://docs"
    )
    links = [line for line in text.splitlines() if line.startswith("https://")]
    assert len(links) == 4  # the incident, the page, manage, unsubscribe


def test_it_looks_like_the_page(page: Page) -> None:
    page.colors = {"css_reds": "#aa0000", "css_oranges": "red; background: url(https://evil.example)"}
    page.notifications_email_footer = "Acme GmbH <script>alert(1)</script>"
    component = make_component(page, name="<b>API</b>")
    html = part(read(delivery_of(make_visitor(page), components={component: "major_outage"})), "html")
    assert "#aa0000" in html
    assert "evil.example" not in html
    assert "<script" not in html
    assert "&lt;b&gt;API&lt;/b&gt;" in html


@each(
    "name",
    [
        "Acme\r\nBcc: everyone@example.com",
        'Acme "the" \\ best',
        "Überstatus 状態 " * 15,
        "a\x00b\u2028c",
        "x" * 255,
        "Acme, Inc. <root@example.com>",
    ],
)
def test_it_is_safe_whatever_things_are_called_E08(page: Page, name: str) -> None:
    page.name = name
    mail = read(delivery_of(make_visitor(page), name=name.replace("\r\n", " ").replace("\x00", "")))
    assert mail["Bcc"] is None
    assert [address.addr_spec for address in mail["From"].addresses] == ["news@acme.example"]
    assert [address.addr_spec for address in mail["To"].addresses] == ["vera@visitors.example"]
    assert mail["Subject"].startswith("[")
    assert not mail.defects


def test_it_is_the_same_at_every_try_D09(page: Page) -> None:
    delivery = delivery_of(make_visitor(page))
    first = mail_compose(delivery, links=footer_links(delivery)).message().as_bytes()
    page.name, page.colors = "Renamed", {"css_greens": "#000000"}
    page.save()
    again = Delivery.objects.get(pk=delivery.pk)
    assert mail_compose(again, links=footer_links(again)).message().as_bytes() == first


def test_it_stays_small_whatever_was_written(page: Page) -> None:
    parts = {make_component(page, name=f"Part {number} " + "y" * 200): "major_outage" for number in range(60)}
    page.notifications_email_footer = "z" * 20_000
    delivery = delivery_of(make_visitor(page), body="**wörd** " * 2700, components=parts)
    mail = read(delivery)
    assert len(part(mail, "html").encode()) <= HTML_BYTES
    assert "There is more on the page." in part(mail, "html")
    assert part(mail, "plain").count("wörd") == 2700


def test_it_dates_the_letter_by_its_delivery(page: Page) -> None:
    delivery = delivery_of(make_visitor(page))
    delivery.created_at = minutes(5)
    assert read(delivery)["Date"].datetime == minutes(5)


def test_it_shows_hostile_words_as_words_X02_X04_X24(page: Page) -> None:
    words = '"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}'
    page.name, page.notifications_email_footer = words, f"[x](javascript:alert(3)) {words}"
    component = make_component(page, name=words)
    body = f"[a](javascript:alert(4)) <iframe srcdoc=x></iframe> {words}"
    delivery = delivery_of(
        make_visitor(page, components=(component,)),
        name=words,
        body=body,
        components={component: "degraded_performance"},
    )
    found = _Tags()
    found.feed(part(read(delivery), "html"))
    assert not found.tags & {"script", "img", "iframe", "object", "form", "link", "base"}
    assert not found.handlers
    assert found.hosts == {"status.acme.example"}
    assert "{{7*7}}" in part(read(delivery), "html")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.handlers: set[str] = set()
        self.hosts: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.handlers |= {name for name, _value in attrs if name.startswith("on")}
        self.hosts |= {urlsplit(value or "").hostname or "?" for name, value in attrs if name == "href"}
