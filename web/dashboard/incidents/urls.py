from django.urls import path

from web.dashboard.incidents import listing, opening, past, postmortem, story, templates

urlpatterns = [
    path("", listing.incidents, name="incidents"),
    path("new/", opening.incident_new, name="incident-new"),
    path("past/", past.incident_backfill, name="incident-backfill"),
    path("templates/", templates.templates, name="incident-templates"),
    path("templates/new/", templates.template_new, name="incident-template-new"),
    path("templates/<slug:uid>/", templates.template_edit, name="incident-template"),
    path("templates/<slug:uid>/delete/", templates.template_drop, name="incident-template-delete"),
    path("<slug:uid>/", story.incident, name="incident"),
    path("<slug:uid>/publish/", story.incident_show, name="incident-publish"),
    path("<slug:uid>/edit/", past.incident_edit, name="incident-edit"),
    path("<slug:uid>/postmortem/", postmortem.incident_postmortem, name="incident-postmortem"),
    path("<slug:uid>/delete/", story.incident_drop, name="incident-delete"),
    path("<slug:uid>/updates/restore/", story.ENTRIES.restore, name="incident-entry-restore"),
    path("<slug:uid>/updates/<slug:entry>/", story.ENTRIES.edit, name="incident-entry"),
    path("<slug:uid>/updates/<slug:entry>/delete/", story.ENTRIES.delete, name="incident-entry-delete"),
]
