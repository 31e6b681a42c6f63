"""Paths that no view answers."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from rest_framework.response import Response

from api.base.faults import not_found
from api.base.views import SAFE, DoorView


class UnknownPath(DoorView):
    """The last route of a door: 404, in the door's own words.

    A path that lacks only its final slash is redirected when it is read; a write is told about the slash
    instead, because clients turn a redirected POST into a GET.
    """

    parameters = None

    def _is_open(self) -> bool:
        return True

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if not self._lacks_slash():
            raise not_found(_("There is nothing at this path."))
        if request.method not in SAFE:
            raise not_found(_("There is nothing at this path. Add the slash at its end."))
        query = request.META.get("QUERY_STRING", "")
        redirect = HttpResponsePermanentRedirect(f"{request.path}/{'?' if query else ''}{query}")
        return cast("Response", redirect)

    get = post = put = patch = delete = options = answer

    def _lacks_slash(self) -> bool:
        path = self.request.path_info
        if path.endswith("/"):
            return False
        try:
            match = resolve(f"{path}/", getattr(self.request._request, "urlconf", None))
        except Resolver404:
            return False
        return getattr(match.func, "cls", None) is not type(self)
