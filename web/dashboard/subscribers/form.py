"""The form that says who is told, and of what."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from statuspage.exceptions import Invalid
from statuspage.models import Component, Page
from statuspage.selectors import components_of_page
from webhooks.models import Subscription
from webhooks.selectors.subscribers import components_of


def values_fresh(page: Page) -> dict[str, Any]:
    """A form for somebody new: by e-mail, told of everything."""
    return {
        "kind": "email",
        "address": "",
        "agreed": False,
        "scope": "page",
        "components": [],
        "language": (page.languages or ["en"])[0],
        "digest": "",
        "contact_email": "",
    }


def values_of(row: Subscription) -> dict[str, Any]:
    """What holds of a subscriber, as the form shows it."""
    return {
        "scope": row.scope,
        "components": sorted(component.uid for component in components_of(row)),
        "language": row.language,
        "digest": row.digest,
        "contact_email": row.contact_email,
    }


def values_sent(data: QueryDict) -> dict[str, Any]:
    """What was filled in of what can be changed."""
    scope = data.get("scope", "page")
    return {
        "scope": scope,
        "components": sorted(data.getlist("component")) if scope == "components" else [],
        "language": data.get("language", ""),
        "digest": data.get("digest", ""),
        "contact_email": data.get("contact_email", "").strip(),
    }


def chosen(page: Page, uids: list[str]) -> list[Component]:
    """The components with these uids. Raises `Invalid` for one that the page has not."""
    found = [component for component in components_of_page(page) if component.uid in uids]
    if len(found) < len(set(uids)):
        raise Invalid.at("/components", "not_found", _("There is no such component on this page any more."))
    return found
