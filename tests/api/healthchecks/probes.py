"""A small part of the door, for the tests of what its views share."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import path
from rest_framework.response import Response

from api.healthchecks.base import HealthchecksView, unslashed


class Projects(HealthchecksView):
    readable = True

    def get(self, request: HttpRequest) -> Response:
        return Response({"page": self.get_project().slug, "version": self.version, "rw": self.may_write})

    def post(self, request: HttpRequest) -> Response:
        page = self.get_project()
        return Response({"page": page.slug, "body": sorted(self.body)}, status=201)


class OneCheck(HealthchecksView):
    def get(self, request: HttpRequest, code: UUID) -> Response:
        return Response({"uuid": str(self.check_at(code).code)})

    def post(self, request: HttpRequest, code: UUID) -> Response:
        self.check_at(code)
        raise ZeroDivisionError


urlpatterns = [
    path("api/<hcversion:version>/projects/", Projects.as_view()),
    unslashed("projects"),
    path("api/<hcversion:version>/projects/<uuid:code>", OneCheck.as_view()),
]
