"""The commands of docs/private-pages.md do what the page says."""

from apikeys.services import IssuedKey
from statuspage.models import AudienceGroup, AudienceMember, Page
from statuspage.selectors import sight_of_member
from statuspage.services import component_create
from tests.documentation import ask, commands_of
from tests.statuspage.making import BY
from webhooks.models import Subscription


def test_its_commands_set_up_who_sees_what(page: Page, full_key: IssuedKey) -> None:
    component = component_create(page=page, name="API", by=BY)
    known = {"KEY": full_key.secret, "PAGE": page.uid, "COMPONENT": component.uid}
    to_group, to_user, to_find = commands_of("private-pages.md")[:3]
    assert ask(to_group, **known).status_code == 201
    known["GROUP"] = AudienceGroup.objects.get().uid
    assert ask(to_user, **known).status_code == 200
    member = AudienceMember.objects.get()
    assert [row["id"] for row in ask(to_find, **known).json()] == [member.uid]
    assert sight_of_member(member).components == frozenset({component.pk})
    assert Subscription.objects.get().audience_member == member
