from django.urls import path

from web.dashboard.team import inviting, views

urlpatterns = [
    path("", views.team, name="team"),
    path("invite/", inviting.team_invite, name="team-invite"),
    path("invitations/<slug:uid>/send/", inviting.invitation_again, name="invitation-send"),
    path("invitations/<slug:uid>/revoke/", inviting.invitation_drop, name="invitation-revoke"),
    path("<slug:uid>/", views.teammate, name="teammate"),
    path("<slug:uid>/remove/", views.teammate_drop, name="teammate-remove"),
]
