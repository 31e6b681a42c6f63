"""`pages/{page_id}/metrics_providers`, one of them, and its metrics."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from api.statuspage.management.base import ManagementView
from api.statuspage.management.metrics.bodies import FIELDS, metric_read
from api.statuspage.management.metrics.shapes import metric_shape, metrics_shape
from api.statuspage.management.providers.shapes import provider_shape, providers_shape
from api.statuspage.management.values import given, text
from monitoring import selectors, services
from monitoring.models import MetricsProvider
from monitoring.providers import WORDS
from monitoring.services.providers import SECRETS
from statuspage.exceptions import Invalid

_OWN = {"type": "kind", "metric_base_uri": "base_url"}
_KINDS: dict[str, str] = {word.lower(): kind for word, kind in WORDS.items()}


class ProvidersView(ManagementView):
    """What all views of providers share."""

    scope = "metrics"
    fields: ClassVar[Mapping[str, str]] = {**FIELDS, **{ours: theirs for theirs, ours in _OWN.items()}}

    def provider_at(self, page_id: str, metrics_provider_id: str) -> MetricsProvider:
        """The provider of the page; 404 where there is none."""
        return selectors.provider_get(self.page_at(page_id), metrics_provider_id)


class Providers(ProvidersView):
    """The providers of a page. That of the type Self comes with the first metric that takes points by API."""

    def get(self, request: Request, page_id: str) -> Response:
        return self.listed(selectors.providers_of_page(self.page_at(page_id)), providers_shape)

    def post(self, request: Request, page_id: str) -> Response:
        page = self.page_at(page_id)
        sent = _provider_read({"type": "", **self.wrapped("metrics_provider")})
        secrets = {name: sent.pop(name) for name in SECRETS if name in sent}
        provider = services.provider_create(page=page, by=self.actor, now=self.now, secrets=secrets, **sent)
        return Response(provider_shape(provider), status=201)


class OneProvider(ProvidersView):
    """One provider."""

    def get(self, request: Request, page_id: str, metrics_provider_id: str) -> Response:
        return Response(provider_shape(self.provider_at(page_id, metrics_provider_id)))

    def patch(self, request: Request, page_id: str, metrics_provider_id: str) -> Response:
        provider = self.provider_at(page_id, metrics_provider_id)
        changes = _provider_read(self.wrapped("metrics_provider"))
        row = services.provider_update(provider=provider, changes=changes, by=self.actor, now=self.now)
        return Response(provider_shape(row))

    put = patch

    def delete(self, request: Request, page_id: str, metrics_provider_id: str) -> Response:
        provider = self.provider_at(page_id, metrics_provider_id)
        services.provider_delete(provider=provider, by=self.actor, now=self.now)
        return Response(provider_shape(provider))


class MetricsOfProvider(ProvidersView):
    """The metrics of one provider."""

    def get(self, request: Request, page_id: str, metrics_provider_id: str) -> Response:
        provider = self.provider_at(page_id, metrics_provider_id)
        return self.listed(selectors.metrics_of_provider(provider), metrics_shape)

    def post(self, request: Request, page_id: str, metrics_provider_id: str) -> Response:
        provider = self.provider_at(page_id, metrics_provider_id)
        settings = {"name": "", **metric_read(self.wrapped("metric"))}
        metric = services.metric_create(
            page=provider.page, provider=provider, by=self.actor, now=self.now, **settings
        )
        return Response(metric_shape(metric), status=201)


def _provider_read(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, under the domain's names. Raises `Invalid`."""
    sent = {
        _OWN.get(name, name): text(value, f"/{name}")
        for name, value in given(data, "type", "metric_base_uri", "email", *SECRETS).items()
    }
    if "kind" in sent:
        kind = _KINDS.get(sent["kind"].strip().lower())
        if kind is None:
            raise Invalid.at(
                "/type", "unknown_word", _("This must be one of: %(words)s.") % {"words": ", ".join(WORDS)}
            )
        sent["kind"] = kind
    return sent
