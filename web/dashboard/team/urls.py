from django.urls import path

from web.dashboard.team import views

urlpatterns = [
    path("", views.team, name="team"),
    path("<slug:uid>/", views.teammate, name="teammate"),
    path("<slug:uid>/remove/", views.teammate_drop, name="teammate-remove"),
]
