"""How far imports of subscribers are."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from webhooks.exceptions import ImportNotFound
from webhooks.models import SubscriberImport
from webhooks.vocabulary import OPEN_IMPORTS


def subscriber_imports_of(page: Page) -> QuerySet[SubscriberImport]:
    """Those of the page, newest first, without what is told of single lines."""
    return SubscriberImport.objects.filter(page=page).defer("reasons").order_by("-created_at", "-pk")


def subscriber_import_running(page: Page) -> SubscriberImport | None:
    """The one that is open."""
    return subscriber_imports_of(page).filter(state__in=OPEN_IMPORTS).first()


def subscriber_import_get(page: Page, uid: str) -> SubscriberImport:
    """One of the page's; raises `ImportNotFound`."""
    found = SubscriberImport.objects.filter(page=page, uid=uid).first()
    if found is None:
        raise ImportNotFound(_("There is no such import, or it was forgotten after 30 days."))
    return found
