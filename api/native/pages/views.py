"""`pages/` and `pages/{page}/`."""

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.paging import NumberPages
from api.base.views import COLLECTION, OBJECT
from api.native.pages.answers import EXAMPLE, PageAnswer, page_answer
from api.native.pages.inputs import POINTERS, PageInput, settings
from api.native.resource import NativeView
from api.native.schema.describe import describe, describe_list
from apikeys.selectors import key_has_scope, key_pages
from statuspage import links, services
from statuspage.models import Page
from statuspage.selectors import pages_overall

_NEW = {
    "name": "Acme",
    "slug": "acme",
    "time_zone": "Europe/Berlin",
    "branding": {"colors": {"accent": "#1a56db"}},
}


class _PageView(NativeView):
    tag = "Pages"
    scope = "pages"
    moving = frozenset({"revision", "updated_at"})

    def one(self, page: Page) -> PageAnswer:
        return self.shown([page])[0]

    def shown(self, pages: Sequence[Page]) -> list[PageAnswer]:
        """The pages as this key may see them; constant queries."""
        overall = pages_overall(pages)
        links.first_known(pages)
        with_secrets = key_has_scope(self.key, "checks:write")
        return [page_answer(page, status=overall[page.pk], with_secrets=with_secrets) for page in pages]

    def keepable(self, body: Any) -> Any:
        return {**body, "ping_key": None} if isinstance(body, dict) and "ping_key" in body else body


class PageList(_PageView):
    """The pages that the key reaches."""

    paging = NumberPages
    tagged = COLLECTION
    needs_all_pages = frozenset({"POST"})

    @describe_list("page_list", "List pages", of=PageAnswer, example=EXAMPLE)
    def get(self, request: Request) -> Response:
        return self.paged(key_pages(self.key).select_related("organization").order_by("id"), self.shown)

    @describe(
        "page_create",
        "Create a page",
        answer=PageAnswer,
        example=EXAMPLE,
        status=201,
        body=PageInput,
        body_example=_NEW,
        note="Needs a key for all pages.",
    )
    def post(self, request: Request) -> Response:
        given = settings(self.body(PageInput))
        with self.pointers(POINTERS):
            page = services.page_create(organization=self.key.organization, by=self.actor, **given)
        return self.created(self.one(page), "native:page", page=page.uid)


class PageDetail(_PageView):
    """One page."""

    tagged = OBJECT
    needs_all_pages = frozenset({"DELETE"})

    @describe("page_get", "Read a page", answer=PageAnswer, example=EXAMPLE)
    def get(self, request: Request, page: str) -> Response:
        return self.answer(self.one(self.get_page(page)))

    @describe(
        "page_update",
        "Change a page",
        answer=PageAnswer,
        example=EXAMPLE,
        body=PageInput,
        body_example={"headline": "How our services are doing"},
    )
    def patch(self, request: Request, page: str) -> Response:
        row = self.checked(lambda: self.get_page(page), self.one)
        changes = settings(self.changes(PageInput, self.one(row)))
        with self.pointers(POINTERS):
            services.page_update(page=row, changes=changes, by=self.actor)
        return self.answer(self.one(self.get_page(row.uid)))

    @describe("page_delete", "Delete a page", status=204, note="Needs a key for all pages.")
    def delete(self, request: Request, page: str) -> Response:
        row = self.checked(lambda: self.get_page(page), self.one)
        services.page_delete(page=row, by=self.actor)
        return self.gone()


class PagePingKeyRotate(_PageView):
    """A new ping key for a page."""

    scope = "checks"

    @describe(
        "page_ping_key_rotate",
        "Give a page a new ping key",
        answer=PageAnswer,
        example={**EXAMPLE, "ping_key": "q7Tn2WcX0bLrZ5vKdYp9Ms"},
        note="`/ping/<ping key>/<slug>` is heard under the new key only, at once.",
    )
    def post(self, request: Request, page: str) -> Response:
        row = self.get_page(page)
        self.empty_body()
        services.page_ping_key_rotate(page=row, by=self.actor)
        return self.answer(self.one(self.get_page(row.uid)))
