from django.urls import path

from web.dashboard.journal import views

urlpatterns = [
    path("", views.journal, name="journal"),
    path("export/", views.journal_export, name="journal-export"),
    path("<slug:uid>/", views.event, name="journal-event"),
]
