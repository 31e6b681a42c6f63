"""The paths of the native API. `{page}`, `{component}`, `{group}` and `{check}` take a uid or a slug.

`{channel}` takes a uid or a code.
"""

from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from api.base.paths import UnknownPath
from api.native.bulk import views as bulk
from api.native.catalogue import EventTypes
from api.native.channels import views as channels
from api.native.channels.trying import ChannelTest
from api.native.checks import records
from api.native.checks import views as checks
from api.native.components import status as component_status
from api.native.components import views as components
from api.native.deliveries import views as deliveries
from api.native.groups import views as groups
from api.native.incidents import timeline
from api.native.incidents import views as incidents
from api.native.journal import EventList
from api.native.keys import views as keys
from api.native.log import AccessLogList
from api.native.maintenances import views as maintenances
from api.native.metrics import points as metric_points
from api.native.metrics import views as metrics
from api.native.organizations import views as organizations
from api.native.pages import views as pages
from api.native.pages.embed import PageEmbed
from api.native.pages.ping_keys import PagePingKey
from api.native.schema.views import SchemaDocument, errors_page, schema_viewer, webhooks_page
from api.native.status.views import StatusDocument
from api.native.subscribers import audience
from api.native.subscribers import lists as subscriber_lists
from api.native.subscribers import views as subscribers
from api.native.templates import views as templates
from api.native.webhooks import views as webhooks

app_name = "native"


class ReferenceConverter(StringConverter):
    """A uid or a slug."""

    regex = "[A-Za-z0-9_-]{1,100}"


class UidConverter(StringConverter):
    """A uid."""

    regex = "[a-z0-9]{12}"


class Unknown(UnknownPath):
    """What is not there below the nouns of this API, and below `/api/` where no other door answers."""

    door = "native"
    schema = None


register_converter(ReferenceConverter, "ref")
register_converter(UidConverter, "uid")

_ORG = "api/v1/organizations/<uid:org>/"
_PAGE = "api/v1/pages/<ref:page>/"
_COMPONENT = f"{_PAGE}components/<ref:component>/"
_INCIDENT = f"{_PAGE}incidents/<uid:incident>/"
_MAINTENANCE = f"{_PAGE}maintenances/<uid:maintenance>/"
_SUBSCRIBER = f"{_PAGE}subscribers/<uid:subscriber>/"
_WEBHOOK = f"{_PAGE}webhooks/<uid:webhook>/"
_CHECK = f"{_PAGE}checks/<ref:check>/"
_METRIC = f"{_PAGE}metrics/<uid:metric>/"
_CHANNEL = f"{_PAGE}channels/<ref:channel>/"

urlpatterns = [
    path("api/v1/schema/", SchemaDocument.as_view(), name="schema"),
    path("api/v1/event-types/", EventTypes.as_view(), name="event-types"),
    path("api/docs/", schema_viewer, name="docs"),
    path("docs/errors/", errors_page, name="errors"),
    path("docs/webhooks/", webhooks_page, name="webhooks-guide"),
    path("api/v1/organizations/", organizations.OrganizationList.as_view(), name="organizations"),
    path(_ORG, organizations.OrganizationDetail.as_view(), name="organization"),
    path(f"{_ORG}members/", organizations.MemberList.as_view(), name="members"),
    path(f"{_ORG}members/<uid:user>/", organizations.MemberDetail.as_view(), name="member"),
    path(f"{_ORG}keys/", keys.KeyList.as_view(), name="keys"),
    path(f"{_ORG}keys/<uid:key>/", keys.KeyDetail.as_view(), name="key"),
    path(f"{_ORG}keys/<uid:key>/rotate/", keys.KeyRotate.as_view(), name="key-rotate"),
    path(f"{_ORG}access-log/", AccessLogList.as_view(), name="access-log"),
    path("api/v1/pages/", pages.PageList.as_view(), name="pages"),
    path(_PAGE, pages.PageDetail.as_view(), name="page"),
    path(f"{_PAGE}ping-key/", PagePingKey.as_view(), name="page-ping-key"),
    path(f"{_PAGE}ping-key/rotate/", pages.PagePingKeyRotate.as_view(), name="page-ping-key-rotate"),
    path(f"{_PAGE}embed/", PageEmbed.as_view(), name="page-embed"),
    path(f"{_PAGE}status/", StatusDocument.as_view(), name="page-status"),
    path(f"{_PAGE}events/", EventList.as_view(), name="events"),
    path(f"{_PAGE}audience/", audience.PageAudience.as_view(), name="page-audience"),
    path(f"{_PAGE}groups/", groups.GroupList.as_view(), name="groups"),
    path(f"{_PAGE}groups/<ref:group>/", groups.GroupDetail.as_view(), name="group"),
    path(f"{_PAGE}components/", components.ComponentList.as_view(), name="components"),
    path(f"{_PAGE}components/bulk/", bulk.ComponentBulk.as_view(), name="component-bulk"),
    path(_COMPONENT, components.ComponentDetail.as_view(), name="component"),
    path(f"{_COMPONENT}status/", component_status.ComponentStatus.as_view(), name="component-status"),
    path(f"{_COMPONENT}history/", component_status.ComponentHistory.as_view(), name="component-history"),
    path(
        f"{_COMPONENT}corrections/",
        component_status.ComponentCorrections.as_view(),
        name="component-corrections",
    ),
    path(f"{_COMPONENT}uptime/", component_status.ComponentUptime.as_view(), name="component-uptime"),
    path(f"{_PAGE}incidents/", incidents.IncidentList.as_view(), name="incidents"),
    path(_INCIDENT, incidents.IncidentDetail.as_view(), name="incident"),
    path(f"{_INCIDENT}audience/", audience.IncidentAudience.as_view(), name="incident-audience"),
    path(f"{_INCIDENT}publish/", incidents.IncidentPublish.as_view(), name="incident-publish"),
    path(f"{_INCIDENT}updates/", timeline.UpdateList.as_view(), name="incident-updates"),
    path(f"{_INCIDENT}updates/<uid:update>/", timeline.UpdateDetail.as_view(), name="incident-update"),
    path(f"{_INCIDENT}postmortem/", timeline.PostmortemDetail.as_view(), name="postmortem"),
    path(f"{_INCIDENT}postmortem/publish/", timeline.PostmortemPublish.as_view(), name="postmortem-publish"),
    path(f"{_PAGE}maintenances/", maintenances.MaintenanceList.as_view(), name="maintenances"),
    path(_MAINTENANCE, maintenances.MaintenanceDetail.as_view(), name="maintenance"),
    path(f"{_MAINTENANCE}audience/", audience.MaintenanceAudience.as_view(), name="maintenance-audience"),
    path(f"{_MAINTENANCE}publish/", maintenances.MaintenancePublish.as_view(), name="maintenance-publish"),
    path(f"{_MAINTENANCE}updates/", maintenances.MaintenanceUpdateList.as_view(), name="maintenance-updates"),
    path(
        f"{_MAINTENANCE}updates/<uid:update>/",
        maintenances.MaintenanceUpdateDetail.as_view(),
        name="maintenance-update",
    ),
    path(f"{_PAGE}templates/", templates.TemplateList.as_view(), name="templates"),
    path(f"{_PAGE}templates/<uid:template>/", templates.TemplateDetail.as_view(), name="template"),
    path(f"{_PAGE}checks/", checks.CheckList.as_view(), name="checks"),
    path(f"{_PAGE}checks/bulk/", bulk.CheckBulk.as_view(), name="check-bulk"),
    path(_CHECK, checks.CheckDetail.as_view(), name="check"),
    path(f"{_CHECK}run/", records.CheckRun.as_view(), name="check-run"),
    path(f"{_CHECK}pause/", checks.CheckPause.as_view(), name="check-pause"),
    path(f"{_CHECK}resume/", checks.CheckResume.as_view(), name="check-resume"),
    path(f"{_CHECK}results/", records.CheckResults.as_view(), name="check-results"),
    path(f"{_CHECK}rollups/", records.CheckRollups.as_view(), name="check-rollups"),
    path(f"{_CHECK}flips/", records.CheckFlips.as_view(), name="check-flips"),
    path(f"{_CHECK}pings/", records.CheckPings.as_view(), name="check-pings"),
    path(f"{_CHECK}pings/<int:n>/body/", records.CheckPingBody.as_view(), name="check-ping-body"),
    path(f"{_PAGE}metrics/", metrics.MetricList.as_view(), name="metrics"),
    path(f"{_PAGE}metrics/points/", metric_points.PointsOfMetrics.as_view(), name="metrics-points"),
    path(_METRIC, metrics.MetricDetail.as_view(), name="metric"),
    path(f"{_METRIC}series/", metrics.MetricSeries.as_view(), name="metric-series"),
    path(f"{_METRIC}points/", metric_points.MetricPoints.as_view(), name="metric-points"),
    path(f"{_METRIC}rollups/", metric_points.MetricRollups.as_view(), name="metric-rollups"),
    path(f"{_PAGE}subscribers/", subscribers.SubscriberList.as_view(), name="subscribers"),
    path(
        f"{_PAGE}subscribers/import/", subscriber_lists.SubscriberImport.as_view(), name="subscriber-import"
    ),
    path(
        f"{_PAGE}subscribers/export/", subscriber_lists.SubscriberExport.as_view(), name="subscriber-export"
    ),
    path(_SUBSCRIBER, subscribers.SubscriberDetail.as_view(), name="subscriber"),
    path(
        f"{_SUBSCRIBER}reactivate/",
        subscribers.SubscriberReactivate.as_view(),
        name="subscriber-reactivate",
    ),
    path(f"{_SUBSCRIBER}resend/", subscribers.SubscriberResend.as_view(), name="subscriber-resend"),
    path(f"{_PAGE}webhooks/", webhooks.WebhookList.as_view(), name="webhooks"),
    path(_WEBHOOK, webhooks.WebhookDetail.as_view(), name="webhook"),
    path(f"{_WEBHOOK}test/", webhooks.WebhookTest.as_view(), name="webhook-test"),
    path(f"{_WEBHOOK}rotate/", webhooks.WebhookRotate.as_view(), name="webhook-rotate"),
    path(f"{_PAGE}deliveries/", deliveries.DeliveryList.as_view(), name="deliveries"),
    path(
        f"{_PAGE}deliveries/redeliver/", deliveries.DeliveriesRedeliver.as_view(), name="deliveries-redeliver"
    ),
    path(f"{_PAGE}deliveries/<uid:delivery>/", deliveries.DeliveryDetail.as_view(), name="delivery"),
    path(
        f"{_PAGE}deliveries/<uid:delivery>/redeliver/",
        deliveries.DeliveryRedeliver.as_view(),
        name="delivery-redeliver",
    ),
    path(f"{_PAGE}channels/", channels.ChannelList.as_view(), name="channels"),
    path(_CHANNEL, channels.ChannelDetail.as_view(), name="channel"),
    path(f"{_CHANNEL}test/", ChannelTest.as_view(), name="channel-test"),
    re_path(r"^api/v1/(?:pages|organizations|schema|event-types)(?:/|\Z)", Unknown.as_view()),
]
