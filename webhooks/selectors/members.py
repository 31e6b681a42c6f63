"""Members of restricted pages who are told of what is theirs."""

from django.db.models import QuerySet
from django.db.models.functions import Lower

from statuspage.models import AudienceMember
from webhooks.models import Subscription
from webhooks.vocabulary import Audience, SubscriptionState


def mails_of_member(member: AudienceMember, address: str) -> QuerySet[Subscription]:
    """The living subscriptions, confirmed or not, that tell a member at an e-mail address."""
    rows = Subscription.objects.filter(audience=Audience.VISITOR, kind="email", audience_member=member)
    living = rows.exclude(state=SubscriptionState.UNSUBSCRIBED).alias(lowered=Lower("address"))
    return living.filter(lowered=address.lower()).order_by("pk")
