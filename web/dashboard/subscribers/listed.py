"""How the list of subscribers is looked through."""

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from statuspage.models import Page
from statuspage.selectors import components_of_page
from web.dashboard.audience.counting import KINDS
from web.dashboard.lists import Choice, Column, ListOf, Search
from webhooks.addresses import CHAT_KINDS
from webhooks.models import Subscription
from webhooks.selectors.subscribers import subscribers_list
from webhooks.vocabulary import Scope, SubscriptionState

_STATES = (
    (SubscriptionState.ACTIVE.value, SubscriptionState.ACTIVE.label),
    (SubscriptionState.UNCONFIRMED.value, SubscriptionState.UNCONFIRMED.label),
    (SubscriptionState.QUARANTINED.value, SubscriptionState.QUARANTINED.label),
    (SubscriptionState.UNSUBSCRIBED.value, _("Left")),
)


def subscribers_shown(page: Page, state: str) -> QuerySet[Subscription]:
    """Those who have not left, or those who have; newest first."""
    left = SubscriptionState.UNSUBSCRIBED.value
    found = subscribers_list(page, state=left if state == left else None)
    # The order of addresses that are secrets tells nothing of them.
    return found.alias(
        shown=Case(When(kind__in=CHAT_KINDS, then=F("address_host")), default=Lower("address"))
    )


def listed(page: Page) -> ListOf[Subscription]:
    """The list of a page, with its components to choose from."""
    components = [*components_of_page(page).values_list("uid", "name")]
    return ListOf[Subscription](
        columns=(
            Column("state", _("State")),
            Column("address", _("Address"), by=("shown",)),
            Column("of", _("Told of")),
            Column("since", _("Since"), by=("created_at",), falling=True),
        ),
        filters=(
            Choice("state", _("State"), _STATES, _in_state, everything=_("All"), tabs=True),
            Search(_("Search in addresses"), _reached_at),
            Choice("kind", _("Way"), list(KINDS.items()), _of_kind, everything=_("All ways")),
            Choice("scope", _("Scope"), Scope.choices, _of_scope, everything=_("Page and parts")),
            *(
                [Choice("component", _("Component"), components, _told_of, everything=_("All components"))]
                if components
                else []
            ),
        ),
    )


def _in_state(found: QuerySet[Subscription], state: str) -> QuerySet[Subscription]:
    return found.filter(state=state)


def _of_kind(found: QuerySet[Subscription], kind: str) -> QuerySet[Subscription]:
    return found.filter(kind=kind)


def _of_scope(found: QuerySet[Subscription], scope: str) -> QuerySet[Subscription]:
    return found.filter(scope=scope)


def _told_of(found: QuerySet[Subscription], uid: str) -> QuerySet[Subscription]:
    """Who is told of the page hears of each of its components."""
    theirs = Subscription.components.through.objects.filter(component__uid=uid).values("subscription")
    return found.filter(Q(scope=Scope.PAGE) | Q(scope=Scope.COMPONENTS, pk__in=theirs))


def _reached_at(found: QuerySet[Subscription], text: str) -> QuerySet[Subscription]:
    in_the_open = Q(address__icontains=text) & ~Q(kind__in=CHAT_KINDS)
    return found.filter(in_the_open | Q(contact_email__icontains=text))
