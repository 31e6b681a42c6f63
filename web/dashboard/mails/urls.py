from django.urls import path

from web.dashboard.mails import views

urlpatterns = [
    path("", views.mails, name="mails"),
    path("<str:name>/", views.mail, name="mail"),
]
