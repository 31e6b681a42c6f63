"""One check: how it does, what it found, whom it told, and what may be seen of that by whom."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from incidents.models import Incident
from monitoring.models import Check, CheckResult, CheckRollup
from monitoring.probes import Phases
from monitoring.selectors import latency_parts
from statuspage.models import Event, Page
from tests.monitoring.making import make_check, make_component, make_heartbeat, ping, run_once
from tests.web.dashboard.conftest import As
from tests.webhooks.making import make_channel, make_delivery

ROOT = "/dashboard/pages/status/checks/"
PHASES = Phases(dns=5.0, connect=10.0, tls=15.0, first_byte=20.0, total=60.0)


@pytest.fixture
def check(page: Page) -> Check:
    """Well twice, then down, with a draft incident of its own."""
    now = timezone.now() - timedelta(minutes=20)
    made = make_check(
        page, confirm_down=1, component=make_component(page, now=now), effect="draft_incident", now=now
    )
    for _run in range(2):
        run_once(made, latency_ms=60.0, phases=PHASES)
    run_once(made, ok=False)
    return made


def test_it_tells_how_the_check_does_and_what_followed(as_: As, page: Page, check: Check):
    event = Event.objects.get(kind="check.flipped", after__state="down")
    sent = make_delivery(make_channel(page, name="On call"), event)
    content = as_("reader").get(f"{ROOT}{check.uid}/").content.decode()
    assert '<p class="figure state major"><i class="dot"></i>Down</p>' in content
    assert "66.666 %" in content
    assert "first byte 20 ms" in content
    assert "Response times by phase: between 60 ms and 60 ms, lately 60 ms. 1 of 3 runs failed." in content
    for name in ("dns", "connect", "tls", "first_byte", "transfer"):
        assert f'<rect class="{name}"' in content
    assert "was Up" in content
    incident = Incident.objects.get()
    assert f'href="/dashboard/pages/status/incidents/{incident.uid}/"' in content
    assert f'href="/dashboard/pages/status/deliveries/{sent.uid}/">On call' in content
    assert "Pause" not in content, "a reader may not"


def test_regions_have_a_line_and_a_row_each(as_: As, page: Page, check: Check):
    now = timezone.now()
    CheckResult.objects.bulk_create(
        CheckResult(
            check_row=check, region=region, slot=now - timedelta(minutes=20 * n), ok=True, latency_ms=ms
        )
        for n in range(1, 4)
        for region, ms in (("eu", 20.0), ("us", 80.0))
    )
    content = as_("reader").get(f"{ROOT}{check.uid}/").content.decode()
    assert re.search(r'swatch line-2"></i>eu <span class="soft">20 ms', content)
    assert re.search(r'swatch line-3"></i>us <span class="soft">80 ms', content)
    assert content.count("<td>us</td>") >= 3


def test_more_than_a_day_is_read_from_hours_and_what_is_in_none_yet(as_: As, check: Check):
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(days=2)
    CheckRollup.objects.create(
        check_row=check, period="hour", start=hour, runs=60, ups=58, latency_mean_ms=100.0
    )
    parts = latency_parts(check, span="week", now=now)
    assert (parts[0].runs, parts[0].ups, parts[0].mean_ms) == (60, 58, 100.0)
    assert sum(part.runs for part in parts[1:]) == 3
    assert len(latency_parts(check, span="day", now=now)) <= 2
    content = as_("reader").get(f"{ROOT}{check.uid}/?span=week").content.decode()
    assert "Response times: between 60 ms and 100 ms" in content


def test_results_are_narrowed_to_what_failed(as_: As, check: Check):
    content = as_("reader").get(f"{ROOT}{check.uid}/results/?state=failed").content.decode()
    assert len(re.findall(r'<tr data-key="r', content)) == 1
    assert "connection refused" in content


def test_pings_and_what_came_with_them(as_: As, page: Page):
    heartbeat = make_heartbeat(page)
    ping(heartbeat, timezone.now(), address="203.0.113.9", user_agent="<b>curl</b>", body=b"41 <i>files</i>")
    ping(heartbeat, timezone.now(), kind="fail", exit_status=3)
    path = f"{ROOT}{heartbeat.uid}/"
    told, read = (as_(who).get(path).content.decode() for who in ("page_configuration", "reader"))
    for content in (told, read):
        assert "203.0.113.9 · &lt;b&gt;curl&lt;/b&gt;" in content
        assert "exit 3" in content
    assert f"/ping/{heartbeat.code}" in told
    assert str(heartbeat.code) not in read, "whoever knows it can ping"
    assert f'href="{path}pings/1/"' in told
    assert f'href="{path}pings/1/"' not in read
    client = as_("owner")
    assert "41 &lt;i&gt;files&lt;/i&gt;" in client.get(f"{path}pings/1/").content.decode()
    assert client.get(f"{path}pings/2/").status_code == 404
    assert client.get(f"{path}pings/x/").status_code == 404
    assert len(re.findall(r'<tr data-key="p', client.get(f"{path}pings/?kind=fail").content.decode())) == 1


def test_a_watched_run_of_it_records_nothing(as_: As, check: Check):
    client = as_("owner")
    content = client.post(f"{ROOT}{check.uid}/run/").content.decode()
    assert "It fails" in content
    assert "connection refused" in content
    assert CheckResult.objects.count() == 3


def test_many_results_cost_what_few_cost(as_: As, page: Page, check: Check):
    client, counts = as_("owner"), []
    heartbeat = make_heartbeat(page)
    for number in (3, 6):
        now = timezone.now()
        CheckResult.objects.bulk_create(
            CheckResult(check_row=check, slot=now - timedelta(seconds=n + number), ok=True, latency_ms=9.0)
            for n in range(number)
        )
        for _ping in range(number):
            ping(heartbeat, now, body=b"x")
        for path in (f"{ROOT}{check.uid}/", f"{ROOT}{check.uid}/results/", f"{ROOT}{heartbeat.uid}/"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            counts.append(len(asked))
    assert counts[:3] == counts[3:]
