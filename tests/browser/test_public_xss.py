"""Hardening b: whatever stands in the fields of the public page, a browser runs none and shows all of it.

The rows are laid down past the services, which would refuse some of them: the page defends itself.
"""

import pytest

from incidents import services as incidents
from incidents.models import Incident
from monitoring.models import Check
from monitoring.services import check_create
from statuspage import links, services
from statuspage.actor import Actor
from statuspage.models import Component, ComponentGroup, Page
from tests.browser.conftest import Window
from webhooks.models import Subscription
from webhooks.tokens import token_make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BY = Actor.system()
PAYLOADS = {
    "X01": "<script>pwned=1</script>",
    "X02": "<img src=x onerror=pwned=1>",
    "X03": "<svg/onload=pwned=1>",
    "X04": '<a href="jAvAscript:pwned=1">x</a>',
    "X05": "[x](javascript:pwned=1) ![x](data:text/html,<script>pwned=1</script>)",
    "X06": '<iframe srcdoc="<script>parent.pwned=1</script>">',
    "X09": '" onmouseover="pwned=1" x="',
    "X10": "</title><script>pwned=1</script>",
    "X11": "</script><script>pwned=1</script><!--",
    "X12": "</style><script>pwned=1</script>",
    "X16": "<form action=//evil.example><input formaction=//evil.example>",
    "X17": '<meta http-equiv=refresh content="0;url=//evil.example"><base href=//evil.example>',
    "X20": "</text><script>pwned=1</script>" + "W" * 100,
    "X24": "{{7*7}} {% debug %} ${7*7} {{settings.SECRET_KEY}}",
    "X26": "\u202eevil\u202c \u200b Z\u0351\u036b\u0343algo",
    "stale": "<!--stale <script>pwned=1</script> stale--> {age}",
}


def test_it_shows_text_and_runs_nothing(window: Window, page: Page):
    everything = " ".join(PAYLOADS.values())[:250]
    links = [{"label": payload[:200], "url": "/", "place": "header"} for payload in PAYLOADS.values()]
    Page.objects.filter(pk=page.pk).update(
        name=everything, headline=everything, description=" ".join(PAYLOADS.values()), links=links
    )
    page.refresh_from_db()
    group = ComponentGroup.objects.create(page=page, name=everything, slug="group", description=everything)
    paths = ["/", "/history"]
    for number, payload in enumerate(PAYLOADS.values()):
        component = Component.objects.create(
            page=page, name=payload, slug=f"thing-{number}", group=group, description=payload, position=number
        )
        services.claim_set(
            component=component, source="manual", source_uid="", status="major_outage", message="m", by=BY
        )
        component.periods.update(message=payload, label=payload)
        incident = incidents.incident_open(
            page=page,
            name="x",
            body=payload,
            body_format="html" if number % 2 else "markdown",
            components={component: "major_outage"},
            by=BY,
        )
        Incident.objects.filter(pk=incident.pk).update(name=payload)
        if number in (0, 7):
            paths += [f"/incidents/{incident.uid}", f"/components/thing-{number}"]
    for path in paths:
        window.go(path)
        _touch_everything(window)
        assert window.value("window.pwned") is None, path
        assert (
            window.value(
                "document.querySelectorAll('main :is(script, iframe, form:not(.find)), base').length"
            )
            == 0
        )
        assert window.page.url == window.base + path
    window.go("/")
    shown: list[str] = window.value(
        "[...document.querySelectorAll('.components h3')].map(name => name.textContent.trim())"
    )
    assert shown == [payload.strip() for payload in PAYLOADS.values()]
    assert window.problems == []
    assert window.foreign == []


def test_it_runs_nothing_in_badges_of_heartbeats(window: Window, page: Page):
    payload = "".join(PAYLOADS.values())[:250]
    Page.objects.filter(pk=page.pk).update(name=payload)
    target = {"period_seconds": 60, "grace_seconds": 60}
    tag = PAYLOADS["X20"].replace(" ", "_")
    for text in PAYLOADS.values():
        check = check_create(page=page, kind="heartbeat", target=target, name="x", by=BY)
        Check.objects.filter(pk=check.pk).update(name=text, tags=tag)
        window.go(_path(links.check_badge_url(check)))
        assert window.value("document.querySelectorAll('script, img, a, iframe, form, style').length") == 0
        assert window.value("window.pwned") is None
    for address in (links.tag_badge_url(page), links.tag_badge_url(page, tag, states=3)):
        window.go(_path(address))
        assert window.value("document.documentElement.tagName") == "svg"
        assert window.value("window.pwned") is None
    # The browser looks for /favicon.ico beside a picture; there is none.
    assert [text for text in window.problems if "404" not in text] == []
    assert window.foreign == []


@pytest.mark.parametrize("number", [1, 9], ids=["X02", "X23"])
def test_it_runs_nothing_where_people_subscribe(window: Window, page: Page, number: int):
    payload = [*PAYLOADS.values(), '"<img/src=x/onerror=pwned=1>"@x.example'][-1 if number == 9 else number]
    Page.objects.filter(pk=page.pk).update(name=payload)
    page.refresh_from_db()
    for slug in ("one", "two"):
        group = ComponentGroup.objects.create(page=page, name=payload, slug=slug)
        Component.objects.create(page=page, name=payload, slug=slug, group=group, status="operational")
    incident = incidents.incident_open(page=page, name="x", body="x", by=BY)
    Incident.objects.filter(pk=incident.pk).update(name=payload)
    given = {"page": page, "audience": "visitor", "kind": "email", "address": payload, "language": "en"}
    row = Subscription.objects.create(**given, scope="incident", incident=incident, state="active")
    for path in (
        "/subscribe",
        f"/subscribe?incident={incident.uid}",
        f"/subscribe/manage/{token_make('manage', row)}",
        f"/subscribe/unsubscribe/{token_make('unsubscribe', row)}",
    ):
        window.go(path)
        if path == "/subscribe":
            window.page.fill("#address", payload)
            window.page.press("#address", "Enter")
            window.page.wait_for_selector("#address-error")
            assert window.page.input_value("#address") == payload
        _touch_everything(window)
        assert window.value("window.pwned") is None, path
        assert window.value("document.querySelectorAll('main :is(script, iframe, img)').length") == 0
    assert [text for text in window.problems if "422" not in text] == []
    assert window.foreign == []


def _path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def _touch_everything(window: Window) -> None:
    window.value(
        "document.querySelectorAll('*').forEach(node => "
        "['mouseover', 'focus', 'error', 'load'].forEach(kind => node.dispatchEvent(new Event(kind))))"
    )
