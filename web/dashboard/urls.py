from django.urls import path

from web.dashboard import audience, deliveries, endpoints, mails, team, viewers, views
from web.dashboard.incidents import listing, opening, story
from web.dashboard.maintenance import listing as maintenance_listing
from web.dashboard.maintenance import planning
from web.dashboard.maintenance import story as maintenance_story

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("mail/", mails.mails, name="mails"),
    path("mail/<str:name>/", mails.mail, name="mail"),
    path("pages/<slug:ref>/incidents/", listing.incidents, name="incidents"),
    path("pages/<slug:ref>/incidents/new/", opening.incident_new, name="incident-new"),
    path("pages/<slug:ref>/incidents/<slug:uid>/", story.incident, name="incident"),
    path("pages/<slug:ref>/incidents/<slug:uid>/publish/", story.incident_show, name="incident-publish"),
    path("pages/<slug:ref>/maintenance/", maintenance_listing.maintenances, name="maintenances"),
    path("pages/<slug:ref>/maintenance/new/", planning.maintenance_new, name="maintenance-new"),
    path("pages/<slug:ref>/maintenance/<slug:uid>/", maintenance_story.maintenance, name="maintenance"),
    path("pages/<slug:ref>/maintenance/<slug:uid>/edit/", planning.maintenance_edit, name="maintenance-edit"),
    path(
        "pages/<slug:ref>/maintenance/<slug:uid>/publish/",
        maintenance_story.maintenance_show,
        name="maintenance-publish",
    ),
    path(
        "pages/<slug:ref>/maintenance/<slug:uid>/cancel/",
        maintenance_story.maintenance_call_off,
        name="maintenance-cancel",
    ),
    path("pages/<slug:ref>/deliveries/", deliveries.deliveries, name="deliveries"),
    path("pages/<slug:ref>/deliveries/redeliver/", deliveries.redeliver, name="redeliver"),
    path("pages/<slug:ref>/deliveries/<slug:uid>/", deliveries.delivery, name="delivery"),
    path("pages/<slug:ref>/deliveries/<slug:uid>/redeliver/", deliveries.redeliver_one, name="redeliver-one"),
    path("pages/<slug:ref>/webhooks/", endpoints.webhooks, name="webhooks"),
    path("pages/<slug:ref>/webhooks/<slug:uid>/test/", endpoints.webhook_try, name="webhook-test"),
    path("pages/<slug:ref>/channels/", endpoints.channels, name="channels"),
    path("pages/<slug:ref>/channels/<slug:uid>/test/", endpoints.channel_try, name="channel-test"),
    path("pages/<slug:ref>/viewers/", viewers.viewers, name="viewers"),
    path("pages/<slug:ref>/viewers/members/", viewers.member_add, name="viewer-add"),
    path("pages/<slug:ref>/viewers/members/<slug:uid>/remove/", viewers.member_drop, name="viewer-remove"),
    path("pages/<slug:ref>/viewers/groups/", viewers.group_add, name="viewer-group-add"),
    path(
        "pages/<slug:ref>/viewers/groups/<slug:uid>/remove/", viewers.group_drop, name="viewer-group-remove"
    ),
    path("pages/<slug:ref>/team/", team.team, name="team"),
    path("pages/<slug:ref>/team/<slug:uid>/", team.teammate, name="teammate"),
    path("pages/<slug:ref>/team/<slug:uid>/remove/", team.teammate_drop, name="teammate-remove"),
    path("pages/<slug:ref>/audience/", audience.audience, name="audience"),
]
