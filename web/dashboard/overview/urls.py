from django.urls import path

from web.dashboard.overview import views

urlpatterns = [path("", views.overview, name="overview")]
