"""The paths of the door of Healthchecks, at the places where its clients look for them.

Pings have their own in `api.healthchecks.pings`.
"""

from django.urls import URLPattern, URLResolver, path

from api.healthchecks import badges, channels, pictures, upkeep
from api.healthchecks.base import unslashed
from api.healthchecks.checks import views as checks
from api.healthchecks.history import flips, pings

app_name = "healthchecks"

_API = "api/<hcversion:version>/"
_ONE = f"{_API}checks/<uuid:code>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{_API}checks/", checks.CheckList.as_view(), name="checks"),
    unslashed("checks"),
    path(f"{_API}checks/<uuid:code>", checks.CheckDetail.as_view(), name="check"),
    path(f"{_API}checks/<uuid:code>/pause", checks.CheckPause.as_view(), name="check-pause"),
    path(f"{_API}checks/<uuid:code>/resume", checks.CheckResume.as_view(), name="check-resume"),
    path(f"{_API}checks/<uniquekey:key>", checks.CheckByKey.as_view(), name="check-by-key"),
    path(f"{_ONE}/pings/", pings.PingList.as_view(), name="pings"),
    unslashed("checks/<uuid:code>/pings"),
    path(f"{_ONE}/pings/<int:n>/body", pings.PingBody.as_view(), name="ping-body"),
    path(f"{_ONE}/flips/", flips.FlipList.as_view(), name="flips"),
    unslashed("checks/<uuid:code>/flips"),
    path(f"{_API}checks/<uniquekey:key>/flips/", flips.FlipListByKey.as_view(), name="flips-by-key"),
    unslashed("checks/<uniquekey:key>/flips"),
    path(f"{_API}channels/", channels.ChannelList.as_view(), name="channels"),
    unslashed("channels"),
    path(f"{_API}badges/", badges.BadgeList.as_view(), name="badges"),
    unslashed("badges"),
    path(f"{_API}status/", upkeep.status),
    unslashed("status"),
    path(f"{_API}metrics/", upkeep.metrics),
    unslashed("metrics"),
    path("badge/<uuid:badge_key>/<str:signature>.<slug:fmt>", pictures.tag_picture),
    path("badge/<uuid:badge_key>/<str:signature>/<path:tag>.<slug:fmt>", pictures.tag_picture),
    path("b/<int:states>/<uuid:code>.<slug:fmt>", pictures.check_picture),
]
