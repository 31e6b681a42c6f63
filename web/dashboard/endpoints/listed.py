"""How webhooks and alert channels are looked through."""

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat, Lower, NullIf, Replace, StrIndex, Substr
from django.utils.translation import gettext_lazy as _

from web.dashboard.lists import Choice, Column, ListOf, Search
from webhooks.channel_settings import CHANNEL_KINDS
from webhooks.models import Subscription
from webhooks.transports.registry import TRANSPORTS
from webhooks.vocabulary import Audience, SubscriptionState

# What follows the host of a URL may be what lets one in, and nobody finds it out by searching or sorting. A
# webhook's URL is stored in its normal form, without credentials; a channel's host is stored by itself.
_PARTED = Concat(Replace("address", Value("?"), Value("/")), Value("/"))
_BEHIND = Substr(_PARTED, StrIndex("address", Value("://")) + 3)
_HOST = Case(
    When(
        audience=Audience.MACHINE,
        address__contains="://",
        then=Substr(_BEHIND, 1, StrIndex(_BEHIND, Value("/")) - 1),
    ),
    default="address_host",
    output_field=CharField(),
)
_ON = Q(enabled=True, state=SubscriptionState.ACTIVE)
_STATES = {
    "enabled": (_("Enabled"), _ON & Q(failing_since=None)),
    "failing": (_("Failing"), _ON & Q(failing_since__isnull=False)),
    "disabled": (_("Disabled"), ~_ON),
}


def endpoints_shown(found: QuerySet[Subscription]) -> QuerySet[Subscription]:
    """In their own order, with what the lists search in and sort by."""
    name = Coalesce(
        NullIf("name", Value("")), NullIf("description", Value("")), _HOST, output_field=CharField()
    )
    return found.alias(host=_HOST, shown=Lower(name))


def _in_state(found: QuerySet[Subscription], word: str) -> QuerySet[Subscription]:
    return found.filter(_STATES[word][1])


def _of_kind(found: QuerySet[Subscription], kind: str) -> QuerySet[Subscription]:
    return found.filter(kind=kind)


def _called(found: QuerySet[Subscription], text: str) -> QuerySet[Subscription]:
    mailbox = Q(kind="email", address__icontains=text)
    return found.filter(
        mailbox | Q(name__icontains=text) | Q(description__icontains=text) | Q(host__icontains=text)
    )


_STATE = Choice[Subscription](
    "state",
    _("State"),
    [(word, label) for word, (label, _those) in _STATES.items()],
    _in_state,
    everything=_("All"),
    tabs=True,
)
_SEARCH = Search[Subscription](_("Search in names and hosts"), _called)
_HEAD = (Column("state", _("State")), Column("name", _("Name"), by=("shown",)))
_TAIL = (
    Column("delivered", _("Last delivery"), by=("last_delivered_at",), falling=True),
    Column("error", _("Last error")),
    Column("act", _("Act"), numeric=True),
)

WEBHOOKS = ListOf[Subscription](columns=(*_HEAD, *_TAIL), filters=(_STATE, _SEARCH))
CHANNELS = ListOf[Subscription](
    columns=(*_HEAD, Column("checks", _("Checks"), by=("checks_heard",), falling=True), *_TAIL),
    filters=(
        _STATE,
        _SEARCH,
        Choice(
            "kind",
            _("Kind"),
            [(kind, TRANSPORTS[kind].label) for kind in CHANNEL_KINDS],
            _of_kind,
            everything=_("Any kind"),
        ),
    ),
)
