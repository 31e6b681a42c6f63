from django.urls import path

from web.dashboard.deliveries import views

urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("redeliver/", views.redeliver, name="redeliver"),
    path("redeliver/picked/", views.redeliver_picked, name="redeliver-picked"),
    path("<slug:uid>/", views.delivery, name="delivery"),
    path("<slug:uid>/redeliver/", views.redeliver_one, name="redeliver-one"),
]
