"""The web application as servers load it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CANDOR_ROLE", "web")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.checks import refuse_to_start
from config.proxies import TrustedProxies

_django = get_wsgi_application()
refuse_to_start()
application = TrustedProxies(_django, settings.CANDOR_TRUSTED_PROXIES)
