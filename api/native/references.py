"""Fields that name another object by uid or slug, and the directory in which they look it up."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.base import fields
from apikeys.models import ApiKey
from apikeys.selectors import key_pages
from incidents.models import IncidentTemplate
from monitoring.models import Check
from statuspage.models import Component, ComponentGroup, Page
from webhooks.models import Subscription
from webhooks.selectors.channels import channels_living

Row = TypeVar("Row", bound=models.Model)


class Directory:
    """What one request may name: each kind is read once, however many references there are."""

    def __init__(self, *, key: ApiKey, page: Page | None = None) -> None:
        self._key = key
        self._page = page

    @cached_property
    def components(self) -> Mapping[str, Component]:
        """The page's living components by uid and slug; a uid comes before a slug."""
        rows = Component.living.filter(page=self._page).select_related("group", "page")
        return {**{row.slug: row for row in rows}, **{row.uid: row for row in rows}}

    @cached_property
    def groups(self) -> Mapping[str, ComponentGroup]:
        """The page's living groups by uid and slug."""
        rows = ComponentGroup.living.filter(page=self._page)
        return {**{row.slug: row for row in rows}, **{row.uid: row for row in rows}}

    @cached_property
    def templates(self) -> Mapping[str, IncidentTemplate]:
        """The page's incident templates by uid."""
        return {row.uid: row for row in IncidentTemplate.objects.filter(page=self._page)}

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """The page's living checks by uid, and by slug where only one has it."""
        rows = list(Check.living.filter(page=self._page))
        slugs = Counter(row.slug for row in rows)
        return {
            **{row.slug: row for row in rows if slugs[row.slug] == 1},
            **{row.uid: row for row in rows},
        }

    @cached_property
    def channels(self) -> Mapping[str, Subscription]:
        """The page's alert channels by uid and code."""
        rows = channels_living().filter(page=self._page)
        return {**{str(row.code): row for row in rows}, **{row.uid: row for row in rows}}

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """The pages that the key reaches, by uid and slug."""
        rows = list(key_pages(self._key))
        return {**{row.slug: row for row in rows}, **{row.uid: row for row in rows}}


class Reference(fields.TextField):
    """A uid or slug; becomes the object. What cannot be seen is as unknown as what does not exist."""

    default_error_messages = {"unknown": _("There is no such object here.")}
    shelf: Callable[[Directory], Mapping[str, models.Model]]

    def __init__(self, **options: Any) -> None:
        # The base lets empty texts through before it looks them up.
        options.setdefault("allow_blank", False)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        name = super().to_internal_value(data)
        found = type(self).shelf(self.context["directory"]).get(name)
        if found is None:
            self.fail("unknown")
        return found


class ComponentRef(Reference):
    """A component of the page."""

    default_error_messages = {"unknown": _("The page has no such component.")}
    shelf = staticmethod(lambda directory: directory.components)


class GroupRef(Reference):
    """A component group of the page."""

    default_error_messages = {"unknown": _("The page has no such group.")}
    shelf = staticmethod(lambda directory: directory.groups)


class TemplateRef(Reference):
    """An incident template of the page."""

    default_error_messages = {"unknown": _("The page has no such template.")}
    shelf = staticmethod(lambda directory: directory.templates)


class CheckRef(Reference):
    """A check of the page."""

    default_error_messages = {"unknown": _("The page has no such check, or several of this slug.")}
    shelf = staticmethod(lambda directory: directory.checks)


class ChannelRef(Reference):
    """An alert channel of the page."""

    default_error_messages = {"unknown": _("The page has no such channel.")}
    shelf = staticmethod(lambda directory: directory.channels)


class PageRef(Reference):
    """A page that the key reaches."""

    default_error_messages = {"unknown": _("There is no such page.")}
    shelf = staticmethod(lambda directory: directory.pages)


class ComponentRefs(fields.ListField):
    """Components of the page, each once."""

    child: serializers.Field[Any, Any, Any, Any] = ComponentRef()


class CheckRefs(fields.ListField):
    """Checks of the page, each once."""

    child: serializers.Field[Any, Any, Any, Any] = CheckRef()


class ChannelRefs(fields.ListField):
    """Alert channels of the page, each once."""

    child: serializers.Field[Any, Any, Any, Any] = ChannelRef()


class PageRefs(fields.ListField):
    """Pages that the key reaches."""

    child: serializers.Field[Any, Any, Any, Any] = PageRef()
