"""The way back from an act."""

import re
from html import unescape

from statuspage import services
from statuspage.models import Membership, Page, User
from tests.web.dashboard.conftest import BY, As

FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def _way_back(content: str) -> tuple[str, dict[str, list[str]]]:
    part = content.partition('class="done undoable')[2].partition("</form>")[0]
    fields: dict[str, list[str]] = {}
    for name, value in FIELD.findall(part):
        fields.setdefault(name, []).append(unescape(value))
    return re.findall(r'action="([^"]+)"', part)[0], fields


def test_one_press_sets_it_as_it_was(as_: As, page: Page, teammate: User):
    client, url = as_("owner"), f"/dashboard/pages/status/team/{teammate.uid}/"
    member = Membership.objects.get(user=teammate)
    services.page_roles_set(membership=member, page=page, roles=["incident_manager"], by=BY)
    shown = client.post(url, {"role": "admin"}, follow=True).content.decode()
    member.refresh_from_db()
    assert member.role == "admin"
    action, fields = _way_back(shown)
    assert "undoable" in client.post(action, fields, follow=True).content.decode()
    member.refresh_from_db()
    assert member.role == "member"
    assert member.page_roles.get().incident_manager


def test_it_is_held_back_when_somebody_else_acted_since(as_: As, page: Page, teammate: User):
    client, url = as_("owner"), f"/dashboard/pages/status/team/{teammate.uid}/"
    member = Membership.objects.get(user=teammate)
    action, fields = _way_back(client.post(url, {"role": "admin"}, follow=True).content.decode())
    services.member_rights_set(membership=member, role="owner", roles={}, by=BY)
    assert client.post(action, fields).status_code == 409
    member.refresh_from_db()
    assert member.role == "owner"
