"""What the list of deliveries can be narrowed and sorted by."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from web.dashboard.lately import lately
from web.dashboard.lists import Choice, Column, ListOf
from webhooks.models import Delivery
from webhooks.vocabulary import Audience, DeliveryState

AUDIENCES = (
    (Audience.MACHINE.value, _("Webhooks")),
    (Audience.VISITOR.value, _("Subscribers")),
    (Audience.CHANNEL.value, _("Alert channels")),
)


def _in_state(found: QuerySet[Delivery], state: str) -> QuerySet[Delivery]:
    return found.filter(state=state)


def _to(found: QuerySet[Delivery], audience: str) -> QuerySet[Delivery]:
    return found.filter(subscription__audience=audience)


LISTED = ListOf[Delivery](
    columns=(
        Column("state", _("State")),
        Column("what", _("What")),
        Column("to", _("To")),
        Column("made", _("Made"), by=("created_at",), falling=True),
        Column("tries", _("Tries"), by=("tries",), falling=True),
    ),
    filters=(
        Choice("state", _("State"), DeliveryState.choices, _in_state, everything=_("All"), tabs=True),
        Choice("audience", _("To whom"), AUDIENCES, _to, everything=_("To anybody")),
        lately(_("Made"), "created_at"),
    ),
)
