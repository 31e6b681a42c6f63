"""What is sent about subscribers, and asked of their lists."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request

from api.base.faults import bad_parameter
from api.statuspage.management.components.named import components_named
from api.statuspage.management.errors import bad_request, unprocessable
from api.statuspage.management.subscribers.words import KINDS, STATES
from api.statuspage.management.values import flag, given, ids, text
from statuspage.exceptions import Invalid, NotFound
from statuspage.models import AudienceMember, Component, Page
from statuspage.selectors.audience import audience_member_get
from webhooks.addresses import is_chat_address
from webhooks.selectors.subscriber_search import SortField
from webhooks.vocabulary import SubscriptionState

SORTS: Mapping[str, SortField] = {
    "primary": "address",
    "created_at": "created_at",
    "quarantined_at": "quarantined_at",
    "relevance": "relevance",
}
_NAMES = ("email", "endpoint", "phone_number", "skip_confirmation_notification", "mode", "type")
_NOT_BY_API = frozenset({"slack", "teams", "integration_partner"})


class Address(TypedDict):
    """By what somebody is reached."""

    kind: str
    address: str
    contact_email: str
    skip_confirmation: bool


class Search(TypedDict):
    """What a list of subscribers is asked for."""

    kinds: Sequence[str] | None
    states: Sequence[SubscriptionState]
    q: str
    sort: SortField
    descending: bool


def address_of(data: Mapping[str, Any]) -> Address:
    """Whom a body means: an address by e-mail, or an endpoint with an address of who answers for it.

    422 for SMS, and for chat services, whose own way to subscribe is the page's form.
    """
    sent = given(data, *_NAMES)
    word = text(sent.get("mode", sent.get("type")), "/mode").strip().lower()
    if word == "sms" or text(sent.get("phone_number"), "/phone_number").strip():
        raise unprocessable(_("SMS is not configured"))
    if word in _NOT_BY_API:
        raise unprocessable(_("Subscribers of chat services cannot be created by API"))
    email = text(sent.get("email"), "/email").strip()
    endpoint = text(sent.get("endpoint"), "/endpoint").strip()
    if is_chat_address(endpoint):
        raise unprocessable(_("Subscribers of chat services cannot be created by API"))
    if not email and not endpoint:
        raise Invalid.at("/email", "required", _("This must not be empty."))
    return {
        "kind": "webhook" if endpoint else "email",
        "address": endpoint or email,
        "contact_email": email if endpoint else "",
        "skip_confirmation": is_set(
            sent.get("skip_confirmation_notification"), "/skip_confirmation_notification"
        ),
    }


def components_chosen(page: Page, data: Mapping[str, Any]) -> list[Component] | None:
    """The components of `component_ids`, of a group its members; None where it is left out: the whole page.

    One id is enough, none is refused: an empty list is never everything.
    """
    if "component_ids" not in data:
        return None
    components = components_named(page, ids(data["component_ids"], "/component_ids"))
    if not components:
        # Groups with nothing in them are nothing too.
        raise Invalid.at("/component_ids", "required", _("Choose at least one component."))
    return components


def member_named(page: Page, data: Mapping[str, Any]) -> AudienceMember | None:
    """The member of `page_access_user`, None where it is left out."""
    uid = text(data.get("page_access_user"), "/page_access_user").strip()
    if not uid:
        return None
    try:
        return audience_member_get(page, uid)
    except NotFound as unknown:
        raise Invalid.at("/page_access_user", "unknown", unknown.detail) from None


def chosen(body: Mapping[str, Any]) -> list[str] | Literal["all"]:
    """The subscribers that an act is about: ids, at most 100, or the word “all”."""
    if "subscribers" not in body:
        raise bad_request("subscribers is missing")
    value = body["subscribers"]
    if value == "all" or value == ["all"]:
        return "all"
    uids = ids(value, "/subscribers")
    if not uids:
        raise Invalid.at("/subscribers", "required", _("Name at least one subscriber, or “all”."))
    return uids


def kinds_of(body: Mapping[str, Any]) -> Sequence[str] | None:
    """The kinds of the `type` in a body; None where it is left out."""
    word = text(body.get("type"), "/type").strip()
    if not word:
        return None
    return KINDS[_word(word, KINDS, "/type")]


def states_of(body: Mapping[str, Any]) -> Sequence[SubscriptionState]:
    """The states of the `state` in a body, where active is the default."""
    word = text(body.get("state"), "/state").strip() or "active"
    return STATES[_word(word, STATES, "/state")]


def type_asked(request: Request) -> str | None:
    """The `type` of a query; None where it is left out."""
    return _asked(request, "type", KINDS)


def states_asked(request: Request) -> Sequence[SubscriptionState]:
    """The states of the `state` of a query, where active is the default."""
    return STATES[_asked(request, "state", STATES) or "active"]


def search_asked(request: Request) -> Search:
    """The query of a list. 400 for words that this list does not know, and for relevance to nothing."""
    word = type_asked(request)
    q = request.query_params.get("q", "").strip()
    sort = _asked(request, "sort_field", SORTS) or "primary"
    if sort == "relevance" and not q:
        raise bad_parameter("sort_field", "needs_q", "sort_field relevance needs q")
    return {
        "kinds": None if word is None else KINDS[word],
        "states": states_asked(request),
        "q": q,
        "sort": SORTS[sort],
        "descending": _asked(request, "sort_direction", {"asc": 0, "desc": 1}) == "desc",
    }


def is_set(value: Any, pointer: str) -> bool:
    """Whether a switch that may be left out is on."""
    return value not in (None, "") and flag(value, pointer)


def _asked(request: Request, name: str, words: Mapping[str, Any]) -> str | None:
    word = request.query_params.get(name, "").strip()
    if word and word not in words:
        raise bad_parameter(name, "unknown_word", f"{name} must be one of: {', '.join(words)}")
    return word or None


def _word(word: str, words: Mapping[str, Any], pointer: str) -> str:
    if word not in words:
        raise Invalid.at(
            pointer, "unknown_word", _("This must be one of: %(words)s.") % {"words": ", ".join(words)}
        )
    return word
