"""The words of the domain as answers hold them: each type has one list of what it can be."""

from collections.abc import Mapping
from typing import Any, NewType

from incidents.vocabulary import (
    INCIDENT_STATUSES,
    MAINTENANCE_STATUSES,
    Impact,
    OnEnd,
    Origin,
    TextFormat,
    UpdateKind,
)
from monitoring.metric_spans import SPANS
from monitoring.vocabulary import (
    CheckKind,
    CheckState,
    Effect,
    MetricRollup,
    MetricSource,
    PingKind,
    RollupPeriod,
    Showcase,
)
from statuspage.status import ClaimSource, Status
from statuspage.vocabulary import EmbedPosition, MembershipRole, PageRoleName, PageVisibility
from webhooks.addresses import VISITOR_KINDS
from webhooks.channel_settings import CHANNEL_KINDS
from webhooks.vocabulary import BodyFormat, DeliveryKind, DeliveryState, Digest, Scope, SubscriptionState

StatusWord = NewType("StatusWord", str)
SourceWord = NewType("SourceWord", str)
CauseWord = NewType("CauseWord", str)
VisibilityWord = NewType("VisibilityWord", str)
PositionWord = NewType("PositionWord", str)
RoleWord = NewType("RoleWord", str)
PageRoleWord = NewType("PageRoleWord", str)
ImpactWord = NewType("ImpactWord", str)
IncidentStatusWord = NewType("IncidentStatusWord", str)
MaintenanceStatusWord = NewType("MaintenanceStatusWord", str)
OriginWord = NewType("OriginWord", str)
OnEndWord = NewType("OnEndWord", str)
FormatWord = NewType("FormatWord", str)
UpdateKindWord = NewType("UpdateKindWord", str)
CheckKindWord = NewType("CheckKindWord", str)
CheckStateWord = NewType("CheckStateWord", str)
StoredStateWord = NewType("StoredStateWord", str)
EffectWord = NewType("EffectWord", str)
ShowcaseWord = NewType("ShowcaseWord", str)
PingKindWord = NewType("PingKindWord", str)
PeriodWord = NewType("PeriodWord", str)
MetricRollupWord = NewType("MetricRollupWord", str)
MetricSourceWord = NewType("MetricSourceWord", str)
SpanWord = NewType("SpanWord", str)
ActorWord = NewType("ActorWord", str)
SubscriberKindWord = NewType("SubscriberKindWord", str)
SubscriberStateWord = NewType("SubscriberStateWord", str)
ScopeWord = NewType("ScopeWord", str)
DigestWord = NewType("DigestWord", str)
ChannelKindWord = NewType("ChannelKindWord", str)
BodyFormatWord = NewType("BodyFormatWord", str)
WebhookScopeWord = NewType("WebhookScopeWord", str)
DeliveryKindWord = NewType("DeliveryKindWord", str)
DeliveryStateWord = NewType("DeliveryStateWord", str)

WORDS: Mapping[Any, list[str]] = {
    StatusWord: Status.values,
    SourceWord: ClaimSource.values,
    CauseWord: [*ClaimSource.values, ""],
    VisibilityWord: PageVisibility.values,
    PositionWord: EmbedPosition.values,
    RoleWord: MembershipRole.values,
    PageRoleWord: PageRoleName.values,
    ImpactWord: Impact.values,
    IncidentStatusWord: [status.value for status in INCIDENT_STATUSES],
    MaintenanceStatusWord: [status.value for status in MAINTENANCE_STATUSES],
    OriginWord: Origin.values,
    OnEndWord: OnEnd.values,
    FormatWord: TextFormat.values,
    UpdateKindWord: UpdateKind.values,
    CheckKindWord: CheckKind.values,
    CheckStateWord: [*CheckState.values, "grace", "started"],
    StoredStateWord: CheckState.values,
    EffectWord: Effect.values,
    ShowcaseWord: Showcase.values,
    PingKindWord: PingKind.values,
    PeriodWord: RollupPeriod.values,
    MetricRollupWord: MetricRollup.values,
    MetricSourceWord: MetricSource.values,
    SpanWord: list(SPANS),
    SubscriberKindWord: list(VISITOR_KINDS),
    SubscriberStateWord: SubscriptionState.values,
    ScopeWord: Scope.values,
    DigestWord: ["", *Digest.values],
    ChannelKindWord: list(CHANNEL_KINDS),
    ActorWord: ["user", "key", "check", "schedule", "visitor", "system"],
    BodyFormatWord: BodyFormat.values,
    WebhookScopeWord: [Scope.PAGE.value, Scope.COMPONENTS.value],
    DeliveryKindWord: DeliveryKind.values,
    DeliveryStateWord: DeliveryState.values,
}
