"""API keys in the dashboard: given, changed, renewed and revoked, with the secret shown once."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apikeys.models import AccessLog, ApiKey
from apikeys.selectors import key_authenticate
from apikeys.services import key_issue
from statuspage.models import Event, Page
from tests.rows import each
from tests.web.dashboard.conftest import BY, As
from web.dashboard.once import FIELD

LIST = "/dashboard/pages/status/keys/"
SECRET = re.compile(r'<code id="secret">(cdr_\w{28})</code>')


def _key(page: Page, name: str = "Deployments", **more: Any) -> ApiKey:
    given = {"scopes": ["read"], "pages": [page], **more}
    return key_issue(organization=page.organization, name=name, by=BY, **given).key


def _sent(page: Page, **more: Any) -> dict[str, Any]:
    return {"name": "Deployments", "preset": "read", "reach": "some", "page": [page.uid], **more}


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_it_gives_a_key_and_shows_its_secret_once(as_: As, page: Page):
    client = as_("admin")
    sent = _sent(page, preset="chosen", ends="2099-12-31", limit="30", **{FIELD: "x" * 22})
    sent |= {"scope-incidents": "write", "scope-metrics": "read"}
    answer = client.post(f"{LIST}new/", sent)
    secret = SECRET.findall(_text(answer))[0]
    assert "/api/v1/pages/status/incidents/" in _text(answer), "an example that this key may read"
    found = ApiKey.objects.get()
    assert key_authenticate(secret) == found
    assert "no-store" in answer["Cache-Control"]
    assert (found.scopes, found.limit_per_minute) == (["incidents:write", "metrics:read"], 30)
    assert found.expires_at is not None
    assert found.expires_at.isoformat() == "2100-01-01T00:00:00+00:00", "when its last day is over"
    again = client.post(f"{LIST}new/", sent, follow=True)
    assert ApiKey.objects.count() == 1
    assert secret not in _text(again)
    assert "This was sent already" in _text(again)
    assert secret not in _text(client.get(f"{LIST}{found.uid}/"))
    assert Event.objects.get(kind="key.issued").actor_label == "Admin"


@each(
    ("more", "told"),
    [
        ({"name": ""}, "name-wrong"),
        ({"preset": "chosen"}, "scopes-wrong"),
        ({"page": []}, "pages-wrong"),
        ({"page": ["aaaaaaaaaaaa"]}, "pages-wrong"),
        ({"ends": "2001-01-01"}, "ends-wrong"),
        ({"ends": "soon"}, "ends-wrong"),
        ({"limit": "many"}, "limit-wrong"),
        ({"limit": "0"}, "limit-wrong"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(as_: As, page: Page, more: dict[str, Any], told: str):
    answer = as_("owner").post(f"{LIST}new/", {**_sent(page), **more})
    assert answer.status_code == 422
    assert f'id="{told}"' in _text(answer)
    assert not ApiKey.objects.exists()


def test_it_reaches_nothing_of_others(as_: As, page: Page, other_page: Page):
    client, foreign = as_("owner"), _key(other_page, name="Foreign")
    assert client.post(f"{LIST}new/", _sent(other_page)).status_code == 422
    for path in ("", "rotate/", "revoke/"):
        assert client.get(f"{LIST}{foreign.uid}/{path}").status_code == 404
    assert foreign.name not in _text(client.get(LIST))


def test_only_an_owner_gives_what_ranks_with_owners(as_: As, page: Page):
    admin, owner = as_("admin"), as_("owner")
    sent = {"name": "All", "preset": "full", "reach": "all"}
    answer = admin.post(f"{LIST}new/", sent)
    assert (answer.status_code, "only an owner gives it" in _text(answer)) == (422, True)
    assert owner.post(f"{LIST}new/", sent).status_code == 200
    found = ApiKey.objects.get()
    changed = {**sent, "name": "Mine"}
    assert "only an owner gives it" in _text(admin.post(f"{LIST}{found.uid}/rotate/", follow=True))
    assert "only an owner gives it" in _text(admin.post(f"{LIST}{found.uid}/", changed))
    found.refresh_from_db()
    assert (found.name, found.generation) == ("All", 1)
    assert admin.post(f"{LIST}{_key(page).uid}/", sent).status_code == 422


def test_it_changes_what_was_agreed_and_offers_the_way_back(as_: As, page: Page):
    client, key = as_("owner"), _key(page, limit_per_minute=5)
    sent = _sent(page, name="Reports", limit="")
    content = client.post(f"{LIST}{key.uid}/", sent, follow=True).content.decode()
    key.refresh_from_db()
    assert (key.name, key.limit_per_minute) == ("Reports", None)
    form = content.partition('class="done undoable')[2].partition("</form>")[0]
    back = {
        name: value for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form) if name != "was"
    }
    assert client.post(f"{LIST}{key.uid}/", back).status_code == 302
    key.refresh_from_db()
    assert (key.name, key.limit_per_minute, key.pages.get()) == ("Deployments", 5, page)


def test_it_says_who_would_notice_before_it_ends_one(as_: As, page: Page):
    client, key = as_("owner"), _key(page)
    row = AccessLog(organization=page.organization, key=key, door="native", method="GET", path="/x")
    row.at, row.status, row.duration_ms = timezone.now(), 200, 3
    row.save()
    assert "Within the last day it made 1 request (native)." in _text(client.get(f"{LIST}{key.uid}/revoke/"))
    assert "made 1 request" in _text(client.get(f"{LIST}{key.uid}/rotate/"))
    key.refresh_from_db()
    assert (key.revoked_at, key.generation) == (None, 1)
    fresh = SECRET.findall(_text(client.post(f"{LIST}{key.uid}/rotate/")))[0]
    assert key_authenticate(fresh) == key
    assert client.post(f"{LIST}{key.uid}/revoke/").status_code == 302
    assert key_authenticate(fresh) is None
    assert "It is revoked" in _text(client.get(f"{LIST}{key.uid}/"))
    assert client.post(f"{LIST}{key.uid}/", _sent(page)).status_code == 422
    assert "Deployments" in _text(client.get(f"{LIST}?state=ended"))
    assert "Nothing matches" in _text(client.get(f"{LIST}?state=active"))


def test_a_list_of_any_length_takes_as_many_queries(as_: As, page: Page):
    client, counts = as_("owner"), []
    for rows in (1, 5):
        for number in range(rows):
            _key(page, name=f"{number}")
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12
