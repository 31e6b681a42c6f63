"""What libcurl tells about certificates."""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _
from requests.utils import DEFAULT_CA_BUNDLE_PATH

from .faults import Fault

# Results of OpenSSL's verification (X509_V_ERR_...).
_EXPIRED = {10}
_NOT_YET = {9}
_SELF_SIGNED = {18}
_UNKNOWN_ISSUER = {2, 19, 20, 21}
_REVOKED = {23}


def authorities() -> str:
    """The file of trusted authorities: SSL_CERT_FILE, else the system's, else the one that comes along."""
    return _authorities(os.environ.get("SSL_CERT_FILE", ""))


@lru_cache(maxsize=8)
def _authorities(chosen: str) -> str:
    if chosen:
        return chosen
    system = ssl.get_default_verify_paths().cafile
    return system if system and Path(system).is_file() else DEFAULT_CA_BUNDLE_PATH


def expiry_of(chain: list[tuple[tuple[str, str], ...]]) -> datetime | None:
    """When the first certificate of a chain (the host's own) expires."""
    for name, value in chain[0] if chain else ():
        if name.lower() == "expire date":
            try:
                return parsedate_to_datetime(_date(value)).astimezone(UTC)
            except (ValueError, IndexError):
                return None
    return None


def fault_certificate(result: int, message: str) -> Fault:
    """Why a certificate was refused; `result` is OpenSSL's, which does not know the host name, so libcurl's
    message tells that one."""
    if result in _EXPIRED:
        return Fault("tls_expired", _("certificate has expired"))
    if result in _NOT_YET:
        return Fault("tls_not_yet_valid", _("certificate is not valid yet"))
    if result in _SELF_SIGNED:
        return Fault("tls_self_signed", _("certificate is self-signed"))
    if result in _REVOKED:
        return Fault("tls_revoked", _("certificate was revoked"))
    if result in _UNKNOWN_ISSUER:
        return Fault("tls_untrusted", _("certificate comes from an unknown authority"))
    if "subject name" in message:
        return Fault("tls_wrong_host", _("certificate is for another host name"))
    return Fault("tls_invalid", _("certificate is not valid"))


def _date(value: str) -> str:
    """`Nov 21 02:00:00 2026 GMT` as a mail date."""
    month, day, clock, year, *_zone = value.split()
    return f"{day} {month} {year} {clock} +0000"
