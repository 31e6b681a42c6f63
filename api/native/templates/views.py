"""`pages/{page}/templates/` and one template."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.incidents.views import in_service_words
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from api.native.templates.answers import EXAMPLE, TemplateAnswer, template_answer
from api.native.templates.inputs import TemplateInput
from incidents import selectors, services
from incidents.models import IncidentTemplate

_NEW = {
    "name": "API errors",
    "title": "Elevated errors on {{component}}",
    "body": "Some requests to {{component}} fail. We are looking into it.",
}


class _TemplateView(NativeView):
    tag = "Templates"
    scope = "incidents"
    moving = frozenset({"updated_at"})

    def template_at(self, page: str, template: str) -> IncidentTemplate:
        return selectors.template_get(self.get_page(page), template)


class TemplateList(_TemplateView):
    """The page's incident templates by name."""

    paging = NumberPages
    tagged = COLLECTION

    @describe_list("template_list", "List templates", of=TemplateAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.listed(selectors.templates_of_page(self.get_page(page)), template_answer)

    @describe(
        "template_create",
        "Create a template",
        answer=TemplateAnswer,
        example=EXAMPLE,
        status=201,
        body=TemplateInput,
        body_example=_NEW,
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = in_service_words(self.body(TemplateInput, page=row))
        template = services.template_create(page=row, by=self.actor, **given)
        return self.created(template_answer(template), "native:template", page=row.uid, template=template.uid)


class TemplateDetail(_TemplateView):
    """One incident template."""

    tagged = OBJECT

    @describe("template_get", "Read a template", answer=TemplateAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str, template: str) -> Response:
        return self.answer(template_answer(self.template_at(page, template)))

    @describe(
        "template_update",
        "Change a template",
        answer=TemplateAnswer,
        example=EXAMPLE,
        body=TemplateInput,
        body_example={"notify": False},
    )
    def patch(self, request: Request, page: str, template: str) -> Response:
        row = self.checked(lambda: self.template_at(page, template), template_answer)
        changes = in_service_words(self.changes(TemplateInput, template_answer(row), page=row.page))
        services.template_update(template=row, changes=changes, by=self.actor)
        return self.answer(template_answer(self.template_at(page, template)))

    @describe("template_delete", "Delete a template", status=204)
    def delete(self, request: Request, page: str, template: str) -> Response:
        row = self.checked(lambda: self.template_at(page, template), template_answer)
        services.template_delete(template=row, by=self.actor)
        return self.gone()
