"""Who calls: `Authorization: OAuth <key>`, as Statuspage wants it, or what its clients send instead."""

from rest_framework.request import Request

from api.base.authentication import SCHEMES, KeyAuthentication


class OAuthKey(KeyAuthentication):
    """`Authorization: OAuth|Bearer|Token <key>`, or the bare key there; else `?api_key=` or `X-Api-Key`."""

    def authenticate_header(self, request: Request) -> str:
        return 'OAuth realm="Candor"'

    def presented(self, request: Request) -> str | None:
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is not None:
            scheme, _separator, value = header.strip().partition(" ")
            if not value:
                return str(scheme)
            if scheme.lower() in SCHEMES:
                return str(value.strip())
        if "api_key" in request.query_params:
            return str(request.query_params["api_key"].strip())
        return super().presented(request)
