"""Addresses: of the caller, and of what answers name."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the caller, which trusted proxies have been looked through for already; may be empty."""
    try:
        return str(ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return ""


def absolute(path: str) -> str:
    """The path under the one public address, whatever host the request named."""
    return f"{settings.CANDOR_PUBLIC_URL}{path}"
