"""The smaller sub-screens of the settings: domain, what other sites embed, uptime, features, the end."""

from typing import Any

import pytest

from statuspage import services
from statuspage.egress.exceptions import ResolveFailed
from statuspage.models import Event, Page, StatusEmbedConfig
from tests.rows import each
from tests.web.dashboard.conftest import BY, As

ROOT = "/dashboard/pages/status/settings/"


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def dns(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names lead to, and what texts they have."""
    known: dict[str, list[str]] = {}

    def resolve(host: str, *, timeout: float) -> list[str]:
        if host not in known:
            raise ResolveFailed("the host name does not exist", code="dns_not_found")
        return known[host]

    monkeypatch.setattr("statuspage.domain_proof.resolve", resolve)
    monkeypatch.setattr("statuspage.domain_proof.resolve_text", resolve)
    for place in ("statuspage.domain_proof", "web.dashboard.settings.domain"):
        monkeypatch.setattr(f"{place}.own_host", lambda: "here.example")
    known["here.example"] = ["192.0.2.7", "192.0.2.8"]
    return known


def test_a_domain_is_followed_once_it_leads_here(as_: As, page: Page, dns: dict[str, list[str]]):
    client = as_("page_configuration")
    assert client.post(f"{ROOT}domain/", {"domain": "Status.Acme.example"}).status_code == 302
    content = _text(client.get(f"{ROOT}domain/"))
    assert "status.acme.example. CNAME here.example." in content
    assert "Not proved yet" in content
    verify = f"{ROOT}domain/verify/"
    assert "does not exist" in _text(client.post(verify, follow=True))
    dns["status.acme.example"] = ["198.51.100.1"]
    assert "leads to 198.51.100.1" in _text(client.post(verify, follow=True))
    assert Page.objects.get().domain_verified_at is None
    dns["status.acme.example"] = ["192.0.2.8"]
    assert "Leads here" in _text(client.post(verify, follow=True))
    assert Page.objects.get().domain_verified_at is not None
    # Another domain is another proof.
    client.post(f"{ROOT}domain/", {"domain": "other.acme.example"})
    assert Page.objects.get().domain_verified_at is None


def test_a_text_proves_a_domain_too(as_: As, page: Page, dns: dict[str, list[str]]):
    services.page_update(page=page, changes={"domain": "status.acme.example"}, by=BY)
    client = as_("page_configuration")
    dns["_candor.status.acme.example"] = ["candor-page=another", "v=spf1"]
    client.post(f"{ROOT}domain/verify/")
    assert Page.objects.get().domain_verified_at is None
    dns["_candor.status.acme.example"] = [f"candor-page={page.uid}"]
    client.post(f"{ROOT}domain/verify/")
    assert Page.objects.get().domain_verified_at is not None


def test_a_domain_that_is_none_is_refused(as_: As, page: Page):
    answer = as_("page_configuration").post(f"{ROOT}domain/", {"domain": "https://acme.example"})
    assert answer.status_code == 422
    assert 'id="domain-wrong"' in _text(answer)


def test_what_other_sites_embed_is_there_to_copy(as_: As, page: Page):
    client = as_("page_configuration")
    content = _text(client.get(f"{ROOT}embed/"))
    assert "&lt;script src=&quot;http" in content
    assert "/badges/status.svg" in content
    form = {
        "position": "top-right",
        "incident_background_color": "#8c1d18",
        "incident_text_color": "#ffffff",
        "maintenance_background_color": "#3f73d8",
        "maintenance_text_color": "#ffffff",
    }
    assert client.post(f"{ROOT}embed/", form).status_code == 302
    assert StatusEmbedConfig.objects.get(page=page).position == "top-right"
    refused = client.post(f"{ROOT}embed/", {**form, "incident_text_color": "#8c1d19"})
    assert refused.status_code == 422
    assert "cannot be read well" in _text(refused).split('id="incident_text_color-wrong"')[1]


def test_a_page_that_is_closed_says_that_nothing_is_embedded(as_: As, page: Page):
    services.page_update(page=page, changes={"viewers_must_be_team_members": True}, by=BY)
    content = _text(as_("page_configuration").get(f"{ROOT}embed/"))
    assert "other sites get nothing of it" in content
    assert "<iframe" not in content.replace("&lt;iframe", "")


def test_a_new_ping_key_is_asked_for_twice(as_: As, page: Page):
    client = as_("page_configuration")
    before = page.ping_key
    assert "count as missing" in _text(client.get(f"{ROOT}embed/ping-key/"))
    page.refresh_from_db()
    assert page.ping_key == before
    assert client.post(f"{ROOT}embed/ping-key/").status_code == 302
    page.refresh_from_db()
    assert page.ping_key != before


def test_weights_are_said_in_per_cent(as_: As, page: Page):
    client = as_("page_configuration")
    sent = {
        "weight_degraded": "5",
        "weight_partial": "33,3",
        "weight_major": "100 %",
        "weight_unavailable": "0",
    }
    assert client.post(f"{ROOT}uptime/", sent).status_code == 302
    page.refresh_from_db()
    weights = (page.weight_degraded, page.weight_partial, page.weight_major, page.weight_unavailable)
    assert weights == pytest.approx((0.05, 0.333, 1, 0))
    content = _text(client.get(f"{ROOT}uptime/"))
    assert 'value="33.3"' in content
    assert "an hour counts as 3 minutes" in content
    for wrong in ("101", "-1", "nan", "1e1", ""):
        refused = client.post(f"{ROOT}uptime/", {**sent, "weight_major": wrong})
        assert refused.status_code == 422
        assert 'id="weight_major-wrong"' in _text(refused)


def test_features_are_switched(as_: As, page: Page):
    client = as_("page_configuration")
    sent = {
        "allow_email": "on",
        "kind": "plausible",
        "site": "acme.example",
        "host": "https://Stats.example/",
    }
    assert client.post(f"{ROOT}features/", sent).status_code == 302
    page.refresh_from_db()
    assert (page.allow_email, page.allow_slack, page.allow_feeds) == (True, False, False)
    assert page.analytics == {"kind": "plausible", "site": "acme.example", "host": "https://stats.example"}
    assert client.post(f"{ROOT}features/", {"kind": ""}).status_code == 302
    page.refresh_from_db()
    assert page.analytics == {}


@each(
    ("sent", "place"),
    [
        ({"kind": "plausible", "site": "a b", "host": "https://stats.example"}, "site"),
        ({"kind": "matomo", "site": "x", "host": "https://stats.example"}, "site"),
        ({"kind": "google", "site": 'G-1" onload="x'}, "site"),
        ({"kind": "plausible", "site": "acme.example", "host": "https://a.example; script-src *"}, "host"),
        ({"kind": "plausible", "site": "acme.example", "host": "https://a.example/x.js"}, "host"),
        ({"kind": "plausible", "site": "acme.example", "host": "*"}, "host"),
        ({"kind": "spy", "site": "1"}, "kind"),
    ],
)
def test_analytics_name_a_host_and_no_more(as_: As, page: Page, sent: dict[str, str], place: str):
    answer = as_("page_configuration").post(f"{ROOT}features/", sent)
    assert answer.status_code == 422
    assert f'id="{place}-wrong"' in _text(answer)
    page.refresh_from_db()
    assert page.analytics == {}


def test_a_page_is_deleted_by_its_name_alone(as_: As, page: Page):
    refused = as_("page_configuration").post(f"{ROOT}delete/", {"name": page.name})
    assert refused.status_code == 403
    assert Event.objects.filter(kind="access.refused").count() == 1
    client = as_("owner")
    answer = client.post(f"{ROOT}delete/", {"name": "acme status"})
    assert answer.status_code == 422
    assert 'id="name-wrong"' in _text(answer)
    assert Page.objects.get().deleted_at is None
    answer = client.post(f"{ROOT}delete/", {"name": page.name}, follow=True)
    assert "is deleted" in _text(answer)
    assert Page.objects.get().deleted_at is not None
    assert client.get(f"{ROOT}").status_code == 404
