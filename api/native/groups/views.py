"""`pages/{page}/groups/` and one group."""

from collections.abc import Sequence

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.groups.answers import EXAMPLE, GroupAnswer, group_answer
from api.native.groups.inputs import GroupInput
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from statuspage import services
from statuspage.models import Component, ComponentGroup
from statuspage.selectors import group_resolve, groups_of_page


class _GroupView(NativeView):
    tag = "Groups"
    scope = "components"
    moving = frozenset({"updated_at"})

    def shown(self, groups: Sequence[ComponentGroup]) -> list[GroupAnswer]:
        """The groups with their components; constant queries."""
        members: dict[int, list[Component]] = {group.pk: [] for group in groups}
        for component in Component.living.filter(group__in=groups).order_by("position", "id"):
            if component.group_id is not None:
                members[component.group_id].append(component)
        return [group_answer(group, members[group.pk]) for group in groups]

    def one(self, group: ComponentGroup) -> GroupAnswer:
        return self.shown([group])[0]


class GroupList(_GroupView):
    """The page's groups in their order."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("group_list", "List groups", of=GroupAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.paged(groups_of_page(self.get_page(page)), self.shown)

    @describe(
        "group_create",
        "Create a group",
        answer=GroupAnswer,
        example=EXAMPLE,
        status=201,
        body=GroupInput,
        body_example={"name": "Core", "components": ["rest-api"]},
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = self.body(GroupInput, page=row)
        group = services.group_create(page=row, by=self.actor, **given)
        return self.created(self.one(group), "native:group", page=row.uid, group=group.uid)


class GroupDetail(_GroupView):
    """One group."""

    tagged = OBJECT

    @describe("group_get", "Read a group", answer=GroupAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, group: str) -> Response:
        return self.answer(self.one(self._group(page, group)))

    @describe(
        "group_update",
        "Change a group",
        answer=GroupAnswer,
        example=EXAMPLE,
        body=GroupInput,
        body_example={"components": ["rest-api", "website"]},
    )
    def patch(self, request: Request, page: str, group: str) -> Response:
        row = self.checked(lambda: self._group(page, group), self.one)
        changes = self.changes(GroupInput, self.one(row), page=row.page)
        return self.answer(self.one(services.group_update(group=row, changes=changes, by=self.actor)))

    @describe(
        "group_delete", "Delete a group", status=204, note="Its components stay on the page, without a group."
    )
    def delete(self, request: Request, page: str, group: str) -> Response:
        row = self.checked(lambda: self._group(page, group), self.one)
        services.group_delete(group=row, by=self.actor)
        return self.gone()

    def _group(self, page: str, group: str) -> ComponentGroup:
        return group_resolve(self.get_page(page), group)
