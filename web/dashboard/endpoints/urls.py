from django.urls import path

from web.dashboard.endpoints import channel, views, webhook

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/new/", webhook.webhook_new, name="webhook-new"),
    path("webhooks/<slug:uid>/", webhook.webhook, name="webhook"),
    path("webhooks/<slug:uid>/test/", views.webhook_try, name="webhook-test"),
    path("webhooks/<slug:uid>/enabled/", webhook.webhook_switch, name="webhook-switch"),
    path("webhooks/<slug:uid>/rotate/", webhook.webhook_renew, name="webhook-rotate"),
    path("webhooks/<slug:uid>/delete/", webhook.webhook_end, name="webhook-delete"),
    path("channels/", views.channels, name="channels"),
    path("channels/new/", channel.channel_new, name="channel-new"),
    path("channels/<slug:uid>/", channel.channel, name="channel"),
    path("channels/<slug:uid>/test/", views.channel_try, name="channel-test"),
    path("channels/<slug:uid>/enabled/", channel.channel_switch, name="channel-switch"),
    path("channels/<slug:uid>/delete/", channel.channel_end, name="channel-delete"),
]
