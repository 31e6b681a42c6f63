from django.urls import path

from web.dashboard.checks import acting, findings, listing, setting_up, story

urlpatterns = [
    path("", listing.checks, name="checks"),
    path("new/", setting_up.check_new, name="check-new"),
    path("new/<slug:kind>/", setting_up.check_add, name="check-add"),
    path("picked/", listing.checks_act, name="checks-act"),
    path("delete/<str:uids>/", listing.checks_drop, name="checks-delete"),
    path("<slug:uid>/", story.check, name="check"),
    path("<slug:uid>/edit/", setting_up.check_edit, name="check-edit"),
    path("<slug:uid>/results/", findings.check_results, name="check-results"),
    path("<slug:uid>/pings/", findings.check_pings, name="check-pings"),
    path("<slug:uid>/pings/<slug:n>/", findings.check_ping, name="check-ping"),
    path("<slug:uid>/run/", findings.check_run, name="check-run"),
    path("<slug:uid>/pause/", acting.check_stand, name="check-pause"),
    path("<slug:uid>/resume/", acting.check_go_on, name="check-resume"),
]
