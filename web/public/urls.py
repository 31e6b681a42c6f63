"""The addresses of a page: at its host's root, and below `/pages/<slug>` for every page."""

from django.urls import URLPattern, path, re_path

from web.public import (
    badging,
    embedding,
    picturing,
    sharing,
    signing_in,
    signing_in_elsewhere,
    subscribed,
    subscribing,
    views,
)

app_name = "public"


def _at(prefix: str) -> list[URLPattern]:
    incident, maintenance = {"kind": "incident"}, {"kind": "maintenance"}
    return [
        path(f"{prefix}history", views.history, name="history"),
        path(f"{prefix}history.atom", views.atom, name="atom"),
        path(f"{prefix}history.rss", views.rss, name="rss"),
        path(f"{prefix}maintenance.ics", views.maintenance_calendar, name="calendar"),
        path(f"{prefix}incidents/<slug:uid>", views.incident, incident, name="incident"),
        path(f"{prefix}maintenances/<slug:uid>", views.incident, maintenance, name="maintenance"),
        path(f"{prefix}components/<slug:slug>", views.component, name="component"),
        path(f"{prefix}badges/status.svg", badging.page_svg, name="page-badge"),
        path(f"{prefix}badges/status.json", badging.page_shields, name="page-shields"),
        path(f"{prefix}badges/<slug:slug>.svg", badging.component_svg, name="component-badge"),
        path(f"{prefix}badges/<slug:slug>.json", badging.component_shields, name="component-shields"),
        path(f"{prefix}embed", embedding.frame, name="embed-frame"),
        path(f"{prefix}embed/", embedding.frame, name="embed-frame"),
        path(f"{prefix}embed.js", embedding.script, name="embed-script"),
        # Where Statuspage has its script: tags on other sites go on with another host name.
        path(f"{prefix}embed/script.js", embedding.script, name="embed-script-there"),
        path(f"{prefix}embed.json", embedding.news, name="embed-news"),
        path(f"{prefix}embed.css", embedding.colors, name="embed-colors"),
        path(f"{prefix}preview.png", sharing.page_picture, name="page-picture"),
        path(
            f"{prefix}incidents/<slug:uid>/preview.png",
            sharing.incident_picture,
            incident,
            name="incident-picture",
        ),
        path(
            f"{prefix}maintenances/<slug:uid>/preview.png",
            sharing.incident_picture,
            maintenance,
            name="maintenance-picture",
        ),
        path(f"{prefix}logo", picturing.logo, name="logo"),
        path(f"{prefix}favicon", picturing.favicon, name="favicon"),
        path(f"{prefix}favicon.svg", picturing.status_icon, name="status-icon"),
        path(f"{prefix}brand.css", views.brand, name="brand"),
        path(f"{prefix}colors.css", views.colors, name="colors"),
        path(f"{prefix}sign-in", signing_in.sign_in, name="sign-in"),
        path(f"{prefix}sign-in/oidc", signing_in_elsewhere.set_out, name="sign-in-elsewhere"),
        path(f"{prefix}sign-in/oidc/<slug:token>", signing_in_elsewhere.arrive, name="sign-in-arrive"),
        path(f"{prefix}sign-in/<slug:token>", signing_in.sign_in_by_link, name="sign-in-by-link"),
        path(f"{prefix}sign-out", signing_in.sign_out, name="sign-out"),
        path(f"{prefix}subscribe", subscribing.subscribe, name="subscribe"),
        path(f"{prefix}subscribe/confirm/<str:token>", subscribed.confirm, name="confirm"),
        path(f"{prefix}subscribe/manage/<str:token>", subscribed.manage, name="manage"),
        path(f"{prefix}subscribe/unsubscribe/<str:token>", subscribed.unsubscribe, name="unsubscribe"),
    ]


urlpatterns = [
    path("", views.status, name="status"),
    *_at(""),
    re_path(r"^pages/(?P<ref>[-\w]+)/?$", views.status, name="status"),
    *_at("pages/<slug:ref>/"),
]
