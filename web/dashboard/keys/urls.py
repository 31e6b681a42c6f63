from django.urls import path

from web.dashboard.keys import ending, issuing, views

urlpatterns = [
    path("", views.keys, name="keys"),
    path("new/", issuing.key_new, name="key-new"),
    path("<slug:uid>/", views.key, name="key"),
    path("<slug:uid>/rotate/", issuing.key_renew, name="key-rotate"),
    path("<slug:uid>/revoke/", ending.key_end, name="key-revoke"),
]
