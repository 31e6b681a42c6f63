from django.urls import path

from web.dashboard.viewers import views

urlpatterns = [
    path("", views.viewers, name="viewers"),
    path("members/", views.member_add, name="viewer-add"),
    path("members/<slug:uid>/remove/", views.member_drop, name="viewer-remove"),
    path("groups/", views.group_add, name="viewer-group-add"),
    path("groups/<slug:uid>/remove/", views.group_drop, name="viewer-group-remove"),
]
