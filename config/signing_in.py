"""Back from the identity provider, which knows one address of ours for all who sign in there."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from web.dashboard.accounts import oidc as team
from web.public import signing_in_elsewhere as visitors


@csrf_exempt
def oidc_callback(request: HttpRequest) -> HttpResponseBase:
    """The team's way back for a browser that set out to the dashboard, else that of a page's visitors."""
    if team.FLIGHTS.shown(request) is not None:
        return team.callback(request)
    return visitors.callback(request)
