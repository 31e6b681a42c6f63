"""Statuses and their levels (contract, sections 5 and 7)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.base.faults import Fault
from api.stashboard.base import StashboardView
from api.stashboard.errors import is_taken, stash_error
from api.stashboard.shapes import status_object
from api.stashboard.slugs import reference, slug_of
from api.stashboard.statuses.fields import default_of, image_of, level_of
from statuspage import selectors, services
from statuspage.exceptions import Invalid
from statuspage.models import StatusLabel
from statuspage.vocabulary import LabelLevel


class Statuses(StashboardView):
    """All statuses by name, and new ones."""

    def get(self, request: Request) -> Response:
        shown = selectors.labels_shown(self.page, sight=self.sight)
        labels = sorted(shown, key=lambda row: (row.name, row.pk))
        return Response({"statuses": [status_object(row, self) for row in labels]})

    def post(self, request: Request) -> Response:
        """`severity`, which the documentation of the original sends, is taken and means nothing."""
        default = default_of(self.fields)
        name, description = self.fields.get("name", "").strip(), self.fields.get("description")
        if not name or not description or not self.fields.get("image"):
            raise stash_error(400, "Bad Data")
        slug = slug_of(name)
        found = selectors.row_named(selectors.labels_of_page(self.page), name=name, slug=slug)
        if found is not None:
            raise _taken(found.slug)
        image, level = image_of(self.fields), level_of(self.fields)
        try:
            label = services.label_create(
                page=self.page,
                name=name,
                slug=slug or None,
                description=description,
                image=image,
                level=level,
                is_default=bool(default),
                by=self.actor,
                now=self.now,
            )
        except Invalid as invalid:
            raise _taken(slug) if is_taken(invalid) else invalid from None
        return Response(status_object(label, self), 201)


class Status(StashboardView):
    """One status."""

    def get(self, request: Request, status: str) -> Response:
        return Response(status_object(self._label(status), self))

    def post(self, request: Request, status: str) -> Response:
        """What is given changes; a level is kept when only the image changes."""
        label = self._label(status)
        changes: dict[str, Any] = {
            field: self.fields[field] for field in ("name", "description") if self.fields.get(field)
        }
        if self.fields.get("image"):
            changes["image"] = image_of(self.fields)
        judged = {"level": level_of(self.fields), "is_default": default_of(self.fields)}
        changes |= {field: value for field, value in judged.items() if value is not None}
        if changes:
            services.label_update(label=label, changes=changes, by=self.actor, now=self.now)
        return Response(status_object(label, self))

    def delete(self, request: Request, status: str) -> Response:
        """Its events go with it. After the default one there is none until another becomes it."""
        label = selectors.label_get(self.page, reference(status))
        if label is None:
            raise stash_error(404, f"Status {status} not found")
        answer = status_object(label, self)
        services.label_delete(label=label, with_notes=True, by=self.actor, now=self.now)
        return Response(answer)

    def _label(self, given: str) -> StatusLabel:
        label = selectors.label_get(self.page, reference(given), sight=self.sight)
        if label is None:
            raise stash_error(404, f"No status with the slug {given} found")
        return label


class Levels(StashboardView):
    """The levels of statuses, mildest first."""

    has_page = False

    def get(self, request: Request) -> Response:
        return Response({"levels": list(LabelLevel.values)})


def _taken(slug: str) -> Fault:
    return stash_error(400, f"A Status with the slug {slug} already exists")
