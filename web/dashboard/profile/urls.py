from django.urls import path

from web.dashboard.profile import views

urlpatterns = [
    path("", views.account, name="account"),
    path("sessions/end/", views.sessions_end_others, name="account-sessions-end"),
    path("sessions/<slug:ref>/end/", views.session_end_one, name="account-session-end"),
]
