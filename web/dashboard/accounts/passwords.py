"""Pages about passwords, which are there where people sign in with one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

View = Callable[..., HttpResponseBase]


def where_passwords_open(view: View) -> View:
    """Leads to the page for signing in where nobody does so with a password."""

    @wraps(view)
    def answer(request: HttpRequest, *given: Any, **named: Any) -> HttpResponseBase:
        if not settings.CANDOR_PASSWORD_LOGIN:
            return redirect("account_login")
        return view(request, *given, **named)

    return answer
