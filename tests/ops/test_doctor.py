import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings
from pytest_httpserver import HTTPServer

from monitoring.models import Pulse
from ops.doctor import Finding, examine
from statuspage.models import Event, Page
from tests.ops.smtpd.listening import listener_runs
from tests.webhooks.making import make_event
from webhooks.models import FanOut


@pytest.fixture
def well(
    db: None,
    settings: Settings,
    tmp_path: Path,
    httpserver: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An installation in which everything is well; its web server is a stand-in on a real port."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    settings.CANDOR_DATA = data
    settings.CANDOR_PUBLIC_URL = httpserver.url_for("").rstrip("/")
    httpserver.expect_request("/healthz").respond_with_json({"status": "ok"})
    for name in ("worker", "beat"):
        Pulse.objects.create(name=name, at=timezone.now())


def findings() -> dict[str, Finding]:
    """The worst finding of each subject."""
    order = ["ok", "note", "wrong"]
    return {one.subject: one for one in sorted(examine(), key=lambda one: order.index(one.level))}


def doctor() -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("doctor", stdout=out, no_color=True)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    return 0, out.getvalue()


@pytest.mark.usefixtures("well")
def test_it_ends_well_when_nothing_is_wrong() -> None:
    code, printed = doctor()

    assert code == 0, printed
    assert "Everything is well." in printed


@pytest.mark.usefixtures("well")
def test_it_says_what_to_do_about_a_worker_that_is_gone() -> None:
    Pulse.objects.update(at=timezone.now() - timedelta(minutes=10))

    code, printed = doctor()

    assert code == 1
    assert "WRONG worker: last seen 600 s ago" in printed
    assert "Its log says why it stopped." in printed


@pytest.mark.usefixtures("well")
def test_it_notices_what_others_may_read(settings: Settings) -> None:
    key = settings.CANDOR_DATA / "secret-key"
    key.write_text("x")
    key.chmod(0o644)
    settings.CANDOR_DATA.chmod(0o755)

    found = findings()

    assert found["secret key"].level == "wrong"
    assert str(key) in found["secret key"].advice
    assert found["data directory"].level == "note"


@pytest.mark.usefixtures("well")
def test_it_notices_a_public_address_that_is_somebody_else(httpserver: HTTPServer) -> None:
    httpserver.clear()
    httpserver.expect_request("/healthz").respond_with_data("hello")

    assert findings()["public address"].level == "wrong"


@pytest.mark.usefixtures("well")
def test_it_looks_at_its_own_server_under_its_own_port(settings: Settings, httpserver: HTTPServer) -> None:
    settings.CANDOR_PORT = httpserver.port

    assert findings()["public address"].level == "ok"


@pytest.mark.usefixtures("well")
def test_it_does_not_call_wrong_what_it_may_not_look_at(settings: Settings) -> None:
    settings.CANDOR_EGRESS_ALLOW = frozenset()

    finding = findings()["public address"]

    assert finding.level == "note"
    assert "CANDOR_EGRESS_ALLOW" in finding.text


@pytest.mark.usefixtures("well")
def test_it_notices_a_clock_that_runs_ahead() -> None:
    Pulse.objects.filter(name="worker").update(at=timezone.now() + timedelta(minutes=5))

    finding = findings()["clock"]

    assert finding.level == "wrong"
    assert "worker" in finding.text
    assert "NTP" in finding.advice


@pytest.mark.usefixtures("well")
def test_it_notices_a_broker_that_is_away(settings: Settings) -> None:
    settings.CANDOR_EMBEDDED = False

    # The broker of the tests is this process's memory, in which no worker ever made the queue.
    finding = findings()["broker"]

    assert finding.level == "wrong"
    assert "no worker has ever connected" in finding.advice


@pytest.mark.usefixtures("well")
def test_it_notices_that_nobody_takes_mail_for_heartbeats(settings: Settings) -> None:
    assert "mail pings" not in findings()
    with listener_runs(is_lmtp=True) as listener:
        settings.CANDOR_SMTPD_PORT, settings.CANDOR_SMTPD_LISTEN = listener.port, "0.0.0.0"
        settings.CANDOR_PING_EMAIL_DOMAIN = listener.domain
        assert findings()["mail pings"].level == "ok"

    finding = findings()["mail pings"]

    assert finding.level == "wrong"
    assert "manage.py smtpd" in finding.advice


@pytest.mark.usefixtures("well")
def test_it_notices_events_that_could_not_be_told(page: Page) -> None:
    event = make_event(page)
    Event.objects.update(dispatched_at=timezone.now())
    FanOut.objects.create(event=event, failures=5, error="KeyError: 'components'")

    finding = findings()["events"]

    assert finding.level == "wrong"
    assert "1 could not be told" in finding.text
    assert "events_resume" in finding.advice


@pytest.mark.usefixtures("well")
def test_it_tells_of_pages_that_admit_nobody_because_of_words_from_before(page: Page) -> None:
    assert "restrictions" not in findings()
    Page.objects.filter(pk=page.pk).update(ip_restrictions="10.0.0.0/8\n2001:db8::/32")
    assert "restrictions" not in findings()
    Page.objects.filter(pk=page.pk).update(ip_restrictions="office only")
    found = findings()["restrictions"]
    assert found.level == "wrong"
    assert page.name in found.text
    assert "office" in found.text
    Page.objects.filter(pk=page.pk).update(ip_restrictions="10.0.0.0/8, office")
    assert findings()["restrictions"].level == "note"
