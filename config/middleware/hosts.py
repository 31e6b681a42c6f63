"""Which host names are answered: the installation's own, and the verified domains of its pages."""

from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from config import answers
from statuspage.models import Page

# Load balancers ask under whatever address they know.
ANYWHERE = frozenset({"/healthz", "/readyz", "/metrics"})
# Signing in belongs to the installation: a page's domain may be in other hands tomorrow.
OWN_HOST_ONLY = ("/admin", "/accounts", "/dashboard")
MEMORY_SECONDS = 10


class KnownHosts:
    """404 under any other name, so that one tenant's page never shows under a host that nobody gave it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info in ANYWHERE or self._answers(request):
            return self._get_response(request)
        return answers.unknown_host(request)

    def _answers(self, request: HttpRequest) -> bool:
        try:
            host = split_domain_port(request.get_host())[0].strip("[]").rstrip(".")
        except DisallowedHost:
            return False
        if host in settings.CANDOR_HOSTS:
            return True
        return bool(host) and not request.path_info.startswith(OWN_HOST_ONLY) and _is_of_a_page(host)


def _is_of_a_page(host: str) -> bool:
    known: bool | None = cache.get(f"host:{host}")
    if known is None:
        known = Page.living.filter(domain__iexact=host, domain_verified_at__isnull=False).exists()
        cache.set(f"host:{host}", known, MEMORY_SECONDS)
    return known
