"""What all admin classes share: writes go through services, secrets are never shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import Field, Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from statuspage.actor import Actor
from statuspage.exceptions import DomainError, Invalid
from statuspage.exceptions import messages as messages_by_field
from statuspage.models import User

Row = TypeVar("Row", bound=Model)
MASK = "••••••••"


def actor_of(request: HttpRequest) -> Actor:
    """The operator behind a request; the admin lets nobody else in."""
    if not isinstance(request.user, User):
        raise TypeError("The admin serves people who are signed in.")
    return Actor.for_user(request.user, request.META.get("REMOTE_ADDR", ""))


def masked(value: str, *, shown: int = 0) -> str:
    """``value`` with all but its first ``shown`` characters hidden, without telling its length."""
    return f"{value[:shown]}{MASK}" if value else ""


class RoomAdmin(admin.ModelAdmin[Row]):
    """Newest first, without counting the whole table beside a filtered list."""

    show_full_result_count = False
    list_per_page = 50
    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], dict[str, Any]]] = {
        URLField: {"assume_scheme": "https"}
    }
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    labels: ClassVar[Mapping[str, Any]] = {}
    """What fields are called where their own names, made into words, read wrong."""

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Row]]:
        return super().get_form(request, obj, change, **{"labels": self.labels, **kwargs})


class ReadOnlyAdmin(RoomAdmin[Row]):
    """For what only the house itself writes: the journal, results, deliveries."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False


class Acting(RoomAdmin[Row]):
    """For what operators may act on in lists; each of its ``actions`` has ``permissions=["act"]``."""

    actions: Any = ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Django's own deletion in bulk passes by the services.
        return {
            name: told for name, told in super().get_actions(request).items() if name != "delete_selected"
        }

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Whoever may change such rows."""
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def act(self, request: HttpRequest, rows: Iterable[Row], service: Callable[[Row, Actor], object]) -> None:
        """Calls ``service`` for each row and tells what came of it."""
        done = 0
        for row in rows:
            try:
                service(row, actor_of(request))
            except DomainError as refused:
                self.message_user(request, f"{row}: {refused.detail}", messages.ERROR)
            else:
                self.log_change(request, row, self._action_told(request))
                done += 1
        if done:
            told = ngettext("Done for one.", "Done for %(count)d.", done) % {"count": done}
            self.message_user(request, told, messages.SUCCESS)

    def _action_told(self, request: HttpRequest) -> str:
        chosen = self.get_actions(request).get(request.POST.get("action", ""))
        return str(chosen[2]) if chosen else ""


class ActingAdmin(Acting[Row], ReadOnlyAdmin[Row]):
    """For what operators may act on though not edit."""

    actions: Any = ()


class ServiceForm(forms.ModelForm[Row]):
    """Hands its fields to the admin's service and shows what the service refuses beside them."""

    service_admin: "ServiceAdmin[Row]"
    request: HttpRequest

    def _post_clean(self) -> None:
        # Instead of writing the values into the instance and judging them here: the service does both.
        if self.errors:
            return
        by = actor_of(self.request)
        changes = {name: self.cleaned_data[name] for name in self.changed_data}
        try:
            if self.instance.pk is None:
                self.instance = self.create(dict(self.cleaned_data), by)
            elif changes:
                self.instance = self.service_admin.update(self.instance, changes, by)
        except Invalid as refused:
            for field, details in messages_by_field(refused).items():
                self.add_error(field if field in self.fields else None, details)
        except DomainError as refused:
            self.add_error(None, refused.detail)

    def create(self, values: Mapping[str, Any], by: Actor) -> Row:
        """The new row, for forms that keep more of what the service gave; raises `DomainError`."""
        return self.service_admin.create(values, by)

    def save(self, commit: bool = True) -> Row:
        """The row as the service left it."""
        return self.instance


class ServiceAdmin(Acting[Row]):
    """For what operators may write: by the services that every other door calls."""

    form: Any = ServiceForm
    create_only: tuple[str, ...] = ()
    """Fields that are given once: shown in the form of a new row, fixed afterwards."""
    made_up: tuple[str, ...] = ()
    """Fields that the service fills when they are left empty in the form of a new row."""

    def create(self, values: Mapping[str, Any], by: Actor) -> Row:
        """The new row; raises `DomainError`."""
        raise NotImplementedError

    def update(self, row: Row, changes: Mapping[str, Any], by: Actor) -> Row:
        """The changed row; raises `DomainError`."""
        raise NotImplementedError

    def delete(self, row: Row, by: Actor) -> None:
        """Lets the row go; raises `DomainError`."""
        raise NotImplementedError

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Row]]:
        # A class of this request alone: Django's factory makes a new one each time.
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.service_admin, form.request = self, request
        for name in self.made_up if obj is None else ():
            if name in form.base_fields:
                form.base_fields[name].required = False
        return cast("type[forms.ModelForm[Row]]", form)

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> list[str]:
        fixed = [str(name) for name in super().get_readonly_fields(request, obj)]
        return [*fixed, *self.create_only] if obj is not None else fixed

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        """The form's service did."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form's service did."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        # What stands below the form is to be read; it is never saved and so knows of no changes.
        return super().construct_change_message(request, form, [], add)

    def get_deleted_objects(
        self, objs: QuerySet[Row] | Sequence[Row], request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[str]]:
        # Services decide what else goes or stays; nothing is cascaded by the admin.
        return [str(row) for row in objs], {str(self.opts.verbose_name_plural): len(objs)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Row) -> None:
        self.delete(obj, actor_of(request))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except DomainError as refused:
            self.message_user(request, refused.detail, messages.ERROR)
            return HttpResponseRedirect("../change/")


class DeletableAdmin(ServiceAdmin[Row]):
    """What was deleted is history: it can be read and no longer written."""

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return _lives(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return _lives(obj) and super().has_delete_permission(request, obj)


class LivingFilter(admin.SimpleListFilter):
    """Deleted rows stay for the history; lists begin with the living."""

    title = _("deleted")
    parameter_name = "deleted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", gettext("Deleted")), ("all", gettext("All"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "all":
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() != "yes")

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() is None,
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": gettext("Living"),
        }
        for lookup, title in self.lookup_choices:
            yield {
                "selected": self.value() == lookup,
                "query_string": changelist.get_query_string({self.parameter_name: lookup}),
                "display": title,
            }


def _lives(row: Any) -> bool:
    return row is None or row.deleted_at is None
