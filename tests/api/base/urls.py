"""A small door, for the tests of what doors share."""

from typing import Any

import django_filters
from django.http import HttpRequest
from django.urls import path, re_path
from rest_framework.response import Response

from api.base import fields
from api.base.faults import Fault
from api.base.paging import CursorPages, NumberPages
from api.base.paths import UnknownPath
from api.base.views import COLLECTION, EVERY_METHOD, OBJECT, DoorView
from statuspage.models import Component, Event
from statuspage.services import component_create, component_update


class ComponentBody(fields.StrictSerializer):
    id = fields.UidField(read_only=True)
    name = fields.TextField(max_length=255, allow_blank=False)
    description = fields.TextField(required=False)
    position = fields.IntegerField(required=False)
    visible = fields.BooleanField(required=False)
    tags = fields.ListField(child=fields.TextField(), required=False)


class Filters(django_filters.FilterSet):
    position = django_filters.NumberFilter()


def shown(component: Component) -> dict[str, Any]:
    return {"id": component.uid, "name": component.name, "description": component.description}


class Components(DoorView):
    door = "test"
    scope = "components"
    paging = NumberPages
    filterset_class = Filters
    tagged = COLLECTION

    def get(self, request: HttpRequest, page: str) -> Response:
        rows = self.filtered(Component.living.filter(page=self.get_page(page)).order_by("position", "id"))
        return self.paged(rows, lambda found: [shown(row) for row in found])

    def post(self, request: HttpRequest, page: str) -> Response:
        body = self.read_body(ComponentBody)
        component = component_create(page=self.get_page(page), name=body["name"], by=self.actor, now=self.now)
        location = f"/t/pages/{page}/components/{component.uid}/"
        return Response(shown(component), status=201, headers={"Location": location})


class OneComponent(DoorView):
    door = "test"
    scope = "components"
    tagged = OBJECT

    def component(self, page: str, uid: str) -> Component:
        return Component.living.get(page=self.get_page(page), uid=uid)

    def get(self, request: HttpRequest, page: str, uid: str) -> Response:
        return Response(shown(self.component(page, uid)))

    def patch(self, request: HttpRequest, page: str, uid: str) -> Response:
        component = self.component(page, uid)
        self.match(component, lambda: shown(self.component(page, uid)))
        changes = self.read_body(ComponentBody, partial=True)
        component = component_update(component=component, changes=changes, by=self.actor, now=self.now)
        return Response(shown(component))

    def delete(self, request: HttpRequest, page: str, uid: str) -> Response:
        """Never matches, to see that an unheeded If-Match takes the act back."""
        component = self.component(page, uid)
        component_update(component=component, changes={"name": "gone"}, by=self.actor, now=self.now)
        return Response(status=204)


class Events(DoorView):
    door = "test"
    scope = "log"
    paging = CursorPages
    parameters = ("kind",)

    def get(self, request: HttpRequest) -> Response:
        rows = Event.objects.filter(organization=self.key.organization)
        if "kind" in request.GET:
            rows = rows.filter(kind=request.GET["kind"])
        return self.paged(rows, lambda found: [row.pk for row in found])


class ByTime(CursorPages):
    ordering = ("-at", "-id")


class EventsByTime(Events):
    paging = ByTime


class Returning(DoorView):
    """Writes, and then returns a refusal instead of raising it."""

    door = "test"
    scope = "components"

    def post(self, request: HttpRequest, page: str) -> Response:
        component_create(page=self.get_page(page), name="half", by=self.actor, now=self.now)
        return Response({"done": False}, status=409)


class Public(DoorView):
    door = "test"
    scope = "pages"
    public = True
    cors = True

    def get(self, request: HttpRequest, page: str) -> Response:
        return Response({"name": self.get_page(page).name})

    def post(self, request: HttpRequest, page: str) -> Response:
        return Response({"name": self.get_page(page).name})


class WholeOrganization(DoorView):
    door = "test"
    scope = "keys"
    needs_all_pages = EVERY_METHOD

    def get(self, request: HttpRequest) -> Response:
        return Response({"actor": self.actor.label, "key": self.key.prefix})

    def post(self, request: HttpRequest) -> Response:
        return Response({"key": "the secret", "echo": request.data}, status=201)  # type: ignore[attr-defined]


class Failing(DoorView):
    door = "test"

    def get(self, request: HttpRequest) -> Response:
        raise RuntimeError("a mistake of ours")


class Plain:
    """A door with words of its own."""

    def response(self, fault: Fault, request: Any, request_id: str) -> Response:
        return Response({"error": fault.detail}, status=fault.status)


class OtherDoor(WholeOrganization):
    shape = Plain()


urlpatterns = [
    path("t/pages/<str:page>/components/", Components.as_view()),
    path("t/pages/<str:page>/components/<str:uid>/", OneComponent.as_view()),
    path("t/pages/<str:page>/status/", Public.as_view()),
    path("t/events/", Events.as_view()),
    path("t/events-by-time/", EventsByTime.as_view()),
    path("t/pages/<str:page>/returning/", Returning.as_view()),
    path("t/keys/", WholeOrganization.as_view()),
    path("t/other/", OtherDoor.as_view()),
    path("t/failing/", Failing.as_view()),
    re_path(r"^t/", UnknownPath.as_view(door="test")),
]
