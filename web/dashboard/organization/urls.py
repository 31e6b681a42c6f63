from django.urls import path

from web.dashboard.organization import views

urlpatterns = [path("", views.organization, name="organization")]
