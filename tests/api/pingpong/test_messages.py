"""Messages: taken as HTML, made harmless, and shown inside of one `<div>`."""

from html.parser import HTMLParser

import pytest
from django.test import Client

from api.pingpong.messages import wrapped
from incidents import services
from incidents.models import IncidentUpdate
from statuspage.models import Event
from tests.api.pingpong.conftest import BY, Acme, PingPongClient
from tests.api.pingpong.stories import SUMMARY, opened, said

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="jAvAscript:alert(1)">x</a>',
    '<a href="java&#x09;script:alert(1)">x</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '" onmouseover="alert(1)" x="',
    "</title><script>alert(1)</script>",
    "</div><script>alert(1)</script><div>",
    '<form action="//evil"><input formaction="//evil"></form>',
    '<meta http-equiv="refresh" content="0"><base href="//evil">',
    '<div style="position:fixed" onclick="x()">over</div>',
    "<strikethrough onclick=x()>x</strikethrough><strikethrough>y</strikethrough>",
    "{{7*7}} {% debug %}",
)
HARMFUL = (
    "<script",
    "<img",
    "<svg",
    "<iframe",
    "<form",
    "<meta",
    "<base",
    "onclick=",
    "style=",
    "javascript:",
)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("", "<div></div>"),
        ("Our devs.", "<div>Our devs.</div>"),
        ("<div>Our devs.</div>", "<div>Our devs.</div>"),
        ('<div lang="en">a<div>b</div></div>', '<div lang="en">a<div>b</div></div>'),
        ("<div>a</div><div>b</div>", "<div><div>a</div><div>b</div></div>"),
        ("<div>a</div> b", "<div><div>a</div> b</div>"),
        ("a<div>b</div>", "<div>a<div>b</div></div>"),
        ("<p>a</p>", "<div><p>a</p></div>"),
        ("<dl><dt>a</dt></dl>", "<div><dl><dt>a</dt></dl></div>"),
    ],
)
def test_wraps_what_is_not_wrapped(html: str, shown: str):
    assert wrapped(html) == shown


@pytest.mark.django_db
def test_comes_back_as_in_the_samples_and_sent_back_is_no_change(pp: PingPongClient, acme: Acme):
    struck = "From 9.0 to <strikethrough>10.0</strikethrough> 10.2."
    made = opened(pp, acme, message=SUMMARY)
    update = said(pp, made, "Investigating", struck)
    assert made["message"] == f"<div>{SUMMARY}</div>"
    assert update["message"] == f"<div>{struck}</div>"
    # Visitors see it struck out, which no browser does at that word.
    assert IncidentUpdate.objects.latest("pk").html == "From 9.0 to <s>10.0</s> 10.2."
    events = Event.objects.count()
    path = f"/incidents/{made['id']}"
    for sent in (SUMMARY, made["message"]):
        assert pp.put(path, {"message": sent}).json()["message"] == made["message"]
    for sent in (struck, update["message"]):
        assert pp.put(f"{path}/updates/{update['id']}", {"message": sent}).json() == update
    assert Event.objects.count() == events


@pytest.mark.django_db
def test_editing_it_edits_the_opening_and_none_says_the_stock_text(pp: PingPongClient, acme: Acme):
    made = opened(pp, acme)
    said(pp, made, "Identified")
    path = f"/incidents/{made['id']}"
    told = pp.patch(path, {"message": "<div>Worse <b>now</b>.</div>"}).json()
    assert (told["message"], told["status"]) == ("<div>Worse <b>now</b>.</div>", "Identified")
    opening = IncidentUpdate.objects.get(kind="opening")
    assert (opening.html, opening.format) == ("<div>Worse <b>now</b>.</div>", "html")
    assert len(pp.get(f"{path}/updates").json()) == 1
    assert pp.put(path, {"message": None}).json()["message"] == "<div>We are looking into this.</div>"


@pytest.mark.django_db
def test_what_was_written_in_markdown_stays_so_when_it_comes_back(pp: PingPongClient, acme: Acme):
    incident = services.incident_open(page=acme.page, name="Errors", body="We **look**.\n\n- one", by=BY)
    path = f"/incidents/{incident.uid}"
    told = pp.get(path).json()["message"]
    assert told == "<div><p>We <strong>look</strong>.</p>\n<ul>\n<li>one</li>\n</ul></div>"
    assert pp.put(path, {"message": told, "title": "Other"}).json()["message"] == told
    opening = IncidentUpdate.objects.get()
    assert (opening.body, opening.format) == ("We **look**.\n\n- one", "markdown")


@pytest.mark.django_db
def test_the_longest_one_can_be_sent_back_as_it_is_shown(pp: PingPongClient, acme: Acme):
    made = opened(pp, acme, message="x" * 25_000)
    assert len(made["message"]) == 25_011
    assert pp.put(f"/incidents/{made['id']}", {"message": made["message"]}).json() == made


class _Running(HTMLParser):
    """Finds what would run in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._tag = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag
        self.found += [name for name, _value in attrs if name.startswith("on")]
        self.found += [value for _name, value in attrs if value and value.lower().startswith("javascript:")]
        if tag in {"svg", "iframe"} and any(value and "alert" in value for _name, value in attrs):
            self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if self._tag == "script" and "alert(1)" in data:
            self.found.append(data)


@pytest.mark.django_db
@pytest.mark.any_database
def test_nothing_in_it_runs(pp: PingPongClient, client: Client, acme: Acme, no_limits: None):
    made = opened(pp, acme)
    path = f"/incidents/{made['id']}"
    for payload in PAYLOADS:
        told = pp.put(path, {"title": payload[:100], "message": payload}).json()
        # A title is text: JSON carries it as it is, and whoever shows it escapes it.
        assert told["title"] == payload[:100]
        update = said(pp, made, "Investigating", payload)
        for message in (told["message"], update["message"]):
            assert not any(word in message.lower() for word in HARMFUL), message
        assert pp.put(path, told).json() == pp.get(path).json()
        assert pp.get(path).json()["message"] == told["message"]
        page = client.get(path).content.decode()
        assert (made["id"] in page, _Running(page).found) == (True, [])
