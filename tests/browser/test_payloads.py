"""Hardening b: what anybody may write, in every field and on every screen; a browser runs none of it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.utils import timezone
from playwright.sync_api import Response, expect

from incidents import services as incidents
from incidents.models import Incident
from monitoring.models import Check
from statuspage import links, services
from statuspage.actor import Actor
from statuspage.models import Component, Event, Page, User
from tests.browser.conftest import Window
from tests.browser.hostile import ADDRESS, EVERYTHING, NAME, PAYLOADS, STYLE, fill
from tests.browser.screens import SCREENS, address_of, world
from tests.browser.signing import signed_in
from tests.monitoring.making import make_check, make_heartbeat, run_once
from tests.receiver import Receiver, Reply, receiver_run
from tests.webhooks.making import make_channel, make_delivery, make_endpoint, make_visitor
from webhooks.mail.compose import mail_compose
from webhooks.mail.footers import footer_links
from webhooks.messages import Message
from webhooks.messages.compose import (
    message_confirmation,
    message_delivery_parked,
    message_endpoint_disabled,
    message_for,
)
from webhooks.models import Subscription
from webhooks.tokens import token_make
from webhooks.transports.email import EmailTransport
from webhooks.vocabulary import Audience

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
AUDIT = Path(__file__).with_name("audit.js").read_text()
WATCH = """window.__broken = [];
addEventListener("securitypolicyviolation", ({violatedDirective}) => __broken.push(violatedDirective));"""
# What a browser notes of an answer that refuses.
REFUSED = "the server responded with a status of 4"
ASKED = quote(EVERYTHING[:190])
# Where the words that somebody looks for, or any others of the address, come back.
ECHOED = (
    "/dashboard/?all&q={}",
    "find/?q={}",
    "find/suggestions/?q={}",
    "incidents/?q={}&state={}&page={}",
    "incidents/past/?q={}",
    "incidents/templates/?q={}&status={}",
    "incidents/new/?template={}&name={}",
    "maintenance/calendar/?month={}",
    "checks/?q={}&tag={}&state={}&sort={}",
    "checks/new/{}/",
    "components/?q={}",
    "metrics/?q={}",
    "subscribers/?q={}&kind={}",
    "webhooks/?q={}&state={}",
    "channels/?q={}&kind={}",
    "viewers/?q={}&group={}",
    "team/?q={}&role={}",
    "deliveries/?q={}&state={}",
    "access-log/?q={}&key={}&method={}&sort={}&page={}",
    "journal/?q={}&kind={}&since={}&until={}",
    "/accounts/login/?next={}",
    "/accounts/login/?next=javascript:__ran=1",
)
SEEN = (
    "/",
    "/?lang={}&zone={}",
    "/history",
    "/history?q={}",
    "/history?q=script%20onerror",
    "/history?q={}&component={}&month={}&lang=de",
    "/history?view=calendar&month={}",
    "/incidents/{incident}",
    "/incidents/{incident}?lang=ar",
    "/maintenances/{maintenance}",
    "/components/{slug}",
    "/components/{slug}?view=week",
    "/components/{slug}?view=day",
    "/components/{slug}?view={}&from={}&on={}",
    "/subscribe",
    "/subscribe?incident={incident}",
    "/subscribe/manage/{manage}",
    "/subscribe/unsubscribe/{unsubscribe}",
    "/subscribe/confirm/{}",
    "/pages/{}",
    "/embed",
)
RAW = (
    "/history.atom",
    "/history.rss",
    "/badges/status.svg",
    "/badges/{slug}.svg",
    "/badges/status.json",
    "/badges/{slug}.json",
    "/favicon.svg",
    "/embed.js",
    "/embed.json",
    "/embed.css",
    "/colors.css",
    "/api/v2/summary.json",
    "/api/v2/incidents.json",
    "/rss",
    "/api/v1/services",
    "{check_badge}",
    "{tag_badge}",
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Somebody's server that answers with nothing but attacks."""
    with receiver_run() as running:
        hostile = EVERYTHING.encode("ascii", "replace").decode()
        headers = {"Location": "javascript:__ran=1", "X-Hostile": hostile, "Server": hostile}
        body = f"<title>{EVERYTHING}</title>{EVERYTHING}".encode()
        running.answer = lambda _asked: Reply(302, {**headers, "Content-Type": "text/html"}, body)
        yield running


@pytest.mark.parametrize("window", [{"user_agent": PAYLOADS["image"]}], ids=["agent"], indirect=True)
def test_it_runs_nothing_on_any_screen(
    window: Window, page: Page, owner: User, teammate: User, receiver: Receiver
):
    names = world(page, teammate)
    Authenticator.objects.create(user=owner, type="webauthn", data={"name": NAME, "credential": {}})
    names["told"] = _told(page).uid
    filled = fill(but=owner)
    User.objects.filter(pk=owner.pk).update(first_name=NAME[:150], last_name=NAME[100:])
    # The console tells of what the policy forbids the sheet: that is looked at below.
    Page.objects.filter(pk=page.pk).update(custom_css="")
    assert {"Component.name", "Event.after", "Attempt.answer", "Ping.user_agent", "Check.tags"} <= filled
    window.page.add_init_script(WATCH)
    signed_in(window, owner)
    wrong: list[str] = []
    for row in (*SCREENS, "incidents/{told}/", "incidents/{told}/postmortem/"):
        path = address_of(row, names)
        answer = _walk(window, path, wrong)
        if answer.status != 200:
            wrong.append(f"{path} answered {answer.status}")
    for row in ECHOED:
        _walk(window, _echoed(row), wrong)
    _forms(window, page, receiver, wrong)
    assert wrong == []
    assert window.foreign == []


def test_it_runs_nothing_before_visitors(window: Window, page: Page):
    caches["limits"].clear()
    window.page.add_init_script(WATCH)
    api = services.component_create(page=page, name=NAME, by=BY)
    links_ = [{"label": text[:200], "url": ADDRESS, "place": "header"} for text in PAYLOADS.values()]
    changes = {
        "name": NAME,
        "headline": NAME,
        "description": EVERYTHING,
        "support_url": ADDRESS,
        "website_url": ADDRESS,
        "links": links_,
        "languages": ["en", "ar", "de"],
        "notifications_email_footer": EVERYTHING,
    }
    services.page_update(page=page, changes=changes, by=BY)
    check = make_check(page, name=NAME, tags=["prod"], component=api, confirm_down=1)
    heartbeat = make_heartbeat(page)
    incident = _told(page)
    ongoing = incidents.incident_open(
        page=page, name=NAME, body=EVERYTHING, components={api: "major_outage"}, by=BY
    )
    now = timezone.now().replace(second=0, microsecond=0)
    maintenance = incidents.maintenance_schedule(
        page=page,
        name=NAME,
        body=EVERYTHING,
        scheduled_for=now + timedelta(days=2),
        scheduled_until=now + timedelta(days=3),
        components=[api],
        by=BY,
    )
    services.note_post(component=api, message=EVERYTHING, status="partial_outage", by=BY)
    visitor = make_visitor(page, '"<img/src=x/onerror=__ran=1>"@x.example')
    run_once(check, ok=False, error=EVERYTHING[:500])
    wrong: list[str] = []
    _mails(window, page, wrong)
    fill(but=page)
    Check.objects.filter(pk=heartbeat.pk).update(tags="prod")
    names = {
        "incident": incident.uid,
        "ongoing": ongoing.uid,
        "maintenance": maintenance.uid,
        "slug": api.slug,
        "manage": token_make("manage", visitor),
        "unsubscribe": token_make("unsubscribe", visitor),
        "check_badge": urlsplit(links.check_badge_url(heartbeat)).path,
        "tag_badge": urlsplit(links.tag_badge_url(page, "prod")).path,
    }
    for row in SEEN:
        _walk(window, row.replace("{}", ASKED).format_map(names), wrong)
    for row in RAW:
        answer = _walk(window, row.format_map(names), wrong, styles=True, raw=True)
        if answer.status != 200:
            wrong.append(f"{row} answered {answer.status}")
    assert wrong == []
    window.go("/")
    shown = window.value(
        "[...document.querySelectorAll('.components h3')].map(name => name.textContent.trim())"
    )
    assert set(shown) == {component.name.strip() for component in Component.living.all()}
    services.page_update(page=page, changes={"custom_css": STYLE}, by=BY)
    stopped: list[str] = []
    window.page.on("requestfailed", lambda asked: stopped.append(f"{asked.failure} {asked.url}"))
    for path in ("/", "/subscribe"):
        window.go(path)
        assert window.value("window.__ran") is None
        # What the sheet asks for is refused by the policy; it is not there at all beside forms.
        assert bool(window.problems) == (path == "/")
        assert all("Content Security Policy" in text for text in window.problems)
        window.problems.clear()
    assert stopped
    assert {f"csp {url}" for url in window.foreign} <= set(stopped)


def _mails(window: Window, page: Page, wrong: list[str]) -> None:
    """Every mail of what happened, with nothing but its own markup to protect whoever reads it."""
    visitor, channel = make_visitor(page), make_channel(page, name=NAME)
    said: dict[str, Any] = {"page": page, "language": "en", "now": timezone.now()}
    about: dict[str, Any] = {
        "what": "webhook",
        "name": NAME,
        "error": EVERYTHING,
        "since": timezone.now(),
        **said,
    }
    written: list[tuple[Subscription, Message | None]] = [
        (visitor, message_confirmation(confirm_url=links.page_url(page), **said)),
        (channel, message_endpoint_disabled(**about)),
        (channel, message_delivery_parked(**about)),
    ]
    for event in Event.objects.filter(page=page).order_by("pk"):
        for reader in (visitor, channel):
            told = message_for(events=[event], page=page, audience=Audience(reader.audience))
            written.append((reader, told))
    seen = 0
    for reader, message in written:
        if message is None:
            continue
        delivery = make_delivery(reader, message=EmailTransport().freeze(reader, message).message)
        letter = mail_compose(delivery, links=footer_links(delivery))
        assert "\n" not in str(letter.message()["Subject"]).replace("\n ", "")
        window.page.set_content(str(letter.alternatives[0][0]))
        _judge(window, f"the mail {message.subject[:40]}", wrong, styles=True, mail=True)
        seen += 1
    assert seen > 50


def _echoed(row: str) -> str:
    path = row.replace("{}", ASKED)
    return path if path.startswith("/") else f"/dashboard/pages/status/{path}"


def _walk(window: Window, path: str, wrong: list[str], **kept: bool) -> Response:
    """Opens it, and notes what is there that should not be, or ran."""
    answer = window.page.goto(window.base + path, wait_until="load")
    assert answer is not None
    if answer.status >= 500:
        wrong.append(f"{path} answered {answer.status}")
    _judge(window, path, wrong, **kept)
    return answer


def _judge(window: Window, path: str, wrong: list[str], **kept: bool) -> None:
    for frame in window.page.frames:
        wrong += [f"{path}: {told}" for told in frame.evaluate(AUDIT, kept)]
    wrong += [f"{path}: {text}" for text in window.problems if REFUSED not in text]
    window.problems.clear()


def _forms(window: Window, page: Page, receiver: Receiver, wrong: list[str]) -> None:
    """Types what people type where it comes back, and shows what a hostile server answers."""
    tab, root = window.page, "/dashboard/pages/status/"
    _walk(window, f"{root}incidents/new/", wrong)
    tab.fill("#name", NAME)
    tab.fill("#body", EVERYTHING)
    expect(tab.locator("#look h3").first).to_have_text(" ".join(NAME.split()))
    _judge(window, "the look", wrong)
    assert (tab.input_value("#name"), tab.input_value("#body")) == (NAME, EVERYTHING)
    tab.get_by_role("button", name="Publish").click()
    tab.wait_for_selector(".timeline")
    _judge(window, "the incident", wrong)
    assert window.value("document.querySelector('h1').textContent") == NAME
    _walk(window, f"{root}maintenance/new/", wrong)
    tab.fill("#name", NAME)
    tab.fill("#end", "2001-01-01T00:00")
    tab.get_by_role("button", name="Schedule").click()
    tab.wait_for_selector("#end-wrong")
    _judge(window, "the window", wrong)
    assert tab.input_value("#name") == NAME
    _walk(window, f"{root}viewers/", wrong)
    tab.fill("#ip_restrictions", EVERYTHING)
    tab.get_by_role("button", name="Save").click()
    tab.wait_for_selector("#ip_restrictions-wrong")
    _judge(window, "the addresses", wrong)
    assert tab.input_value("#ip_restrictions") == EVERYTHING
    _walk(window, f"{root}subscribers/import/", wrong)
    tab.fill("[name=csv]", "address,kind\n" + "\n".join(f'"{text}",email' for text in _cells()))
    tab.get_by_role("button", name="See what it would do").click()
    tab.wait_for_load_state()
    _judge(window, "the list", wrong)
    _walk(window, f"{root}checks/new/http/", wrong)
    tab.get_by_role("textbox", name="Name", exact=True).fill(NAME)
    tab.get_by_label("Address", exact=True).fill(receiver.url)
    tab.get_by_role("button", name="Try it now").click()
    expect(tab.locator(".tried")).to_contain_text("It would fail")
    _judge(window, "the trace", wrong)
    endpoint = make_endpoint(page, url=receiver.address())
    _walk(window, f"{root}webhooks/{endpoint.uid}/", wrong)
    tab.get_by_role("button", name="test").first.click()
    tab.get_by_role("link", name="Test", exact=True).click()
    expect(tab.locator("main")).to_contain_text("<title>")
    _judge(window, "the answer", wrong)
    tab.get_by_label("Search or jump to").fill("onerror")
    expect(tab.get_by_role("option").first).to_be_visible(timeout=20_000)
    _judge(window, "what is found", wrong)


def _cells() -> Iterable[str]:
    return (text.replace('"', '""') for text in PAYLOADS.values())


def _told(page: Page) -> Incident:
    """An incident whose story is hostile from its name to its postmortem, sanitised on its way in."""
    component = services.component_create(page=page, name=NAME, description=EVERYTHING, by=BY)
    incident = incidents.incident_open(
        page=page, name=NAME, body=EVERYTHING, components={component: "major_outage"}, by=BY
    )
    for text in PAYLOADS.values():
        for form in ("markdown", "html"):
            incidents.incident_post_update(
                incident=incident, status="identified", body=text, body_format=form, by=BY
            )
    incidents.incident_resolve(incident=incident, body=EVERYTHING, by=BY)
    postmortem = incidents.postmortem_save_draft(incident=incident, body=EVERYTHING, by=BY)
    incidents.postmortem_publish(postmortem=postmortem, by=BY)
    return incident
