from django.urls import path

from web.dashboard.find import views

urlpatterns = [
    path("", views.find, name="find"),
    path("suggestions/", views.suggestions, name="find-suggestions"),
]
