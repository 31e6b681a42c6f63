"""`subscribers/import/` and `subscribers/export/`: many at once, as CSV."""

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from api.native.schema.describe import describe, describe_text
from api.native.subscribers.answers import EXPORT_EXAMPLE, IMPORT_EXAMPLE, ImportAnswer, import_answer
from api.native.subscribers.inputs import ImportInput
from api.native.subscribers.views import SubscriberView
from webhooks.services import subscribers


class SubscriberImport(SubscriberView):
    """A list comes in."""

    @describe(
        "subscriber_import",
        "Import subscribers from CSV",
        answer=ImportAnswer,
        example=IMPORT_EXAMPLE,
        body=ImportInput,
        body_example={"csv": "address,components\nvera@visitors.example,rest-api\n", "confirmed": True},
        note="The first line names the columns: `address`, and where wanted `kind`, `components` (uids or "
        "slugs, divided by spaces), `language`, `digest` and `contact_email`. At most 10,000 lines. Lines "
        "that are wrong are left out and told, the others are kept.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        given = self.body(ImportInput)
        result = subscribers.subscribers_import(
            page=row, text=given["csv"], confirmed=given.get("confirmed", False), by=self.actor
        )
        return self.answer(import_answer(result))


class SubscriberExport(SubscriberView):
    """The list goes out."""

    @describe_text(
        "subscriber_export",
        "Export subscribers as CSV",
        media="text/csv",
        example=EXPORT_EXAMPLE,
        note="Those who left are not in it. Cells that a spreadsheet would compute begin with an apostrophe. "
        "The journal keeps that the list was asked for.",
    )
    def get(self, request: Request, page: str) -> HttpResponse:
        row = self.get_page(page)
        answer = HttpResponse(
            subscribers.subscribers_export(page=row, by=self.actor), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="subscribers-{row.slug}.csv"'
        return answer
