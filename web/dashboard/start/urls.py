from django.urls import path

from web.dashboard.start import views

urlpatterns = [
    path("", views.start, name="start"),
    path("close/", views.start_close, name="start-close"),
]
