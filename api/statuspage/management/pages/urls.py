from api.statuspage.management.pages.views import PageDetail, PageList
from api.statuspage.management.routing import at

urlpatterns = [
    *at("pages", PageList),
    *at("pages/<uid:page_id>", PageDetail),
]
