from django.urls import path

from web.dashboard.access_log import views

urlpatterns = [path("", views.access_log, name="access-log")]
