from api.statuspage.management.postmortems.views import (
    OnePostmortem,
    PublishedPostmortem,
    RevertedPostmortem,
)
from api.statuspage.management.routing import at

_PATH = "pages/<uid:page_id>/incidents/<uid:incident_id>/postmortem"

urlpatterns = [
    *at(_PATH, OnePostmortem),
    *at(f"{_PATH}/publish", PublishedPostmortem),
    *at(f"{_PATH}/revert", RevertedPostmortem),
]
