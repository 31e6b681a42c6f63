from django.urls import path

from web.dashboard.maintenance import calendar, listing, planning, story

urlpatterns = [
    path("", listing.maintenances, name="maintenances"),
    path("calendar/", calendar.maintenance_calendar, name="maintenance-calendar"),
    path("new/", planning.maintenance_new, name="maintenance-new"),
    path("<slug:uid>/", story.maintenance, name="maintenance"),
    path("<slug:uid>/edit/", planning.maintenance_edit, name="maintenance-edit"),
    path("<slug:uid>/publish/", story.maintenance_show, name="maintenance-publish"),
    path("<slug:uid>/cancel/", story.maintenance_call_off, name="maintenance-cancel"),
    path("<slug:uid>/updates/restore/", story.ENTRIES.restore, name="maintenance-entry-restore"),
    path("<slug:uid>/updates/<slug:entry>/", story.ENTRIES.edit, name="maintenance-entry"),
    path("<slug:uid>/updates/<slug:entry>/delete/", story.ENTRIES.delete, name="maintenance-entry-delete"),
]
