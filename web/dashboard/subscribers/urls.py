from django.urls import path

from web.dashboard.subscribers import importing, imports, one, views

urlpatterns = [
    path("", views.subscribers, name="subscribers"),
    path("picked/", views.subscribers_picked, name="subscribers-picked"),
    path("new/", one.subscriber_new, name="subscriber-new"),
    path("import/", importing.subscribers_take_in, name="subscribers-import"),
    path("export/", importing.subscribers_give_out, name="subscribers-export"),
    path("imports/<slug:uid>/", imports.subscribers_imported, name="subscribers-imported"),
    path("imports/<slug:uid>/stop/", imports.subscribers_import_stop, name="subscribers-import-stop"),
    path("imports/<slug:uid>/wrong/", imports.subscribers_import_wrong, name="subscribers-import-wrong"),
    path("<slug:uid>/", one.subscriber, name="subscriber"),
    path("<slug:uid>/ask/", one.subscriber_ask_again, name="subscriber-ask"),
    path("<slug:uid>/reactivate/", one.subscriber_tell_again, name="subscriber-reactivate"),
    path("<slug:uid>/remove/", one.subscriber_remove, name="subscriber-remove"),
]
