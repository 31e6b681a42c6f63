from django.urls import path

from web.dashboard.audience import views

urlpatterns = [path("", views.audience, name="audience")]
