from django.urls import path

from web.dashboard.settings import deletion, domain, embed, features, general, look, uptime

urlpatterns = [
    path("", general.general, name="settings"),
    path("look/", look.look, name="settings-look"),
    path("look/preview/", look.preview, name="settings-preview"),
    path("domain/", domain.domain, name="settings-domain"),
    path("domain/verify/", domain.domain_verify, name="settings-domain-verify"),
    path("embed/", embed.embed, name="settings-embed"),
    path("embed/ping-key/", embed.ping_key, name="settings-ping-key"),
    path("uptime/", uptime.uptime, name="settings-uptime"),
    path("features/", features.features, name="settings-features"),
    path("delete/", deletion.deletion, name="settings-deletion"),
]
