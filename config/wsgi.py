"""The web application as servers load it: forwarded headers judged, finished pages served, then Django."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CANDOR_ROLE", "web")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.charsets import TextCharsets
from config.checks import refuse_to_start
from config.edge import Edge
from config.proxies import TrustedProxies

_django = get_wsgi_application()
refuse_to_start()

from config.edge.closing import on_closing  # noqa: E402 (models exist only after Django is set up)
from statuspage.standing import pages_standing  # noqa: E402

get_resolver().url_patterns  # noqa: B018 (loads all doors now: the first visitor shall not wait for that)
_edge = Edge(
    _django,
    ask=pages_standing,
    own_hosts=settings.CANDOR_HOSTS,
    directory=settings.CANDOR_DATA / "published",
    scheme=settings.CANDOR_PUBLIC_URL.partition(":")[0],
)
on_closing(_edge.forget)
_edge.keep()
application = TrustedProxies(TextCharsets(_edge), settings.CANDOR_TRUSTED_PROXIES)
