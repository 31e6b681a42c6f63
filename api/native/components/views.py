"""`pages/{page}/components/` and one component."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.components.answers import EXAMPLE, ComponentAnswer, component_answer
from api.native.components.inputs import ComponentInput, NewComponentInput
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from statuspage import services
from statuspage.models import Component, Page
from statuspage.selectors import component_resolve, components_of_page, open_claims, open_claims_of

_COLUMNS = (
    "pk",
    "uid",
    "name",
    "slug",
    "description",
    "status",
    "status_since",
    "position",
    "showcase",
    "visible",
    "only_show_if_degraded",
    "start_date",
    "created_at",
    "updated_at",
    "group_uid",
)


def rows_of(components: QuerySet[Component]) -> QuerySet[Component, Any]:
    """What is shown of the components, without making models: lists are long and asked for often."""
    return components.annotate(group_uid=F("group__uid")).values_list(*_COLUMNS, named=True)


class ComponentView(NativeView):
    """What all views of components share."""

    tag = "Components"
    scope = "components"
    moving = frozenset({"since", "claims", "updated_at"})

    def shown(self, rows: Sequence[Any]) -> list[ComponentAnswer]:
        """The components of `rows_of`; constant queries."""
        claims = open_claims_of(row.pk for row in rows)
        return [component_answer(row, group=row.group_uid, claims=claims.get(row.pk, ())) for row in rows]

    def one(self, component: Component) -> ComponentAnswer:
        group = component.group
        return component_answer(
            component, group=None if group is None else group.uid, claims=open_claims(component)
        )

    def create(self, page: Page, data: Any = None) -> Component:
        """A component out of the body, or out of `data`."""
        given = self.body(NewComponentInput, page=page, data=data)
        return services.component_create(page=page, by=self.actor, **given)

    def update(self, component: Component, data: Any = None) -> Component:
        """The component with the changes of the body, or of `data`."""
        changes = self.changes(ComponentInput, self.one(component), page=component.page, data=data)
        return services.component_update(component=component, changes=changes, by=self.actor)

    def remove(self, component: Component) -> None:
        """Delete a component."""
        services.component_delete(component=component, by=self.actor)


class ComponentList(ComponentView):
    """The page's components in their order."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("component_list", "List components", of=ComponentAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.paged(rows_of(components_of_page(self.get_page(page))), self.shown)

    @describe(
        "component_create",
        "Create a component",
        answer=ComponentAnswer,
        example=EXAMPLE,
        status=201,
        body=NewComponentInput,
        body_example={"name": "REST API", "group": "core", "status": None},
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        component = self.create(row)
        return self.created(self.one(component), "native:component", page=row.uid, component=component.uid)


class ComponentDetail(ComponentView):
    """One component."""

    tagged = OBJECT

    @describe("component_get", "Read a component", answer=ComponentAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, component: str) -> Response:
        return self.answer(self.one(component_resolve(self.get_page(page), component)))

    @describe(
        "component_update",
        "Change a component",
        answer=ComponentAnswer,
        example=EXAMPLE,
        body=ComponentInput,
        body_example={"description": "What our customers call.", "group": None},
    )
    def patch(self, request: Request, page: str, component: str) -> Response:
        row = self.checked(lambda: component_resolve(self.get_page(page), component), self.one)
        return self.answer(self.one(self.update(row)))

    @describe(
        "component_delete",
        "Delete a component",
        status=204,
        note="Past incidents keep its name and status; its checks go on without a component.",
    )
    def delete(self, request: Request, page: str, component: str) -> Response:
        row = self.checked(lambda: component_resolve(self.get_page(page), component), self.one)
        self.remove(row)
        return self.gone()
