"""Names to addresses, with a deadline of our own. /etc/hosts and search domains are honoured."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import dns.asyncresolver
import dns.exception
import dns.message
import dns.query
import dns.rdatatype
import dns.resolver
from django.utils.translation import gettext_lazy as _

from .exceptions import ResolveFailed

_Resolver = TypeVar("_Resolver", bound=dns.resolver.BaseResolver)

HOSTS_FILE = "/etc/hosts"
RESOLVER_FILE = "/etc/resolv.conf"
RESOLVER_PORT = 53


def resolve(host: str, *, timeout: float, ip_version: str = "auto") -> list[str]:
    """The addresses of a host, IPv4 first; raises ResolveFailed. `ip_version` is auto, 4 or 6."""
    known = resolve_locally(host, ip_version=ip_version)
    if known is not None:
        return known
    resolver = _configured(dns.resolver.Resolver)
    ends = time.monotonic() + timeout
    found: list[str] = []
    failure = _not_found()
    for kind in record_types(ip_version):
        try:
            answer = resolver.resolve(
                host,
                kind,
                search=True,
                lifetime=max(0.001, ends - time.monotonic()),
                raise_on_no_answer=False,
            )
        except dns.exception.DNSException as error:
            failure = failure_of(error)
            # A name that does not exist has no other records either.
            if failure.code == "dns_not_found":
                break
            continue
        found += addresses_of(answer)
    if not found:
        raise failure
    return found


def resolve_text(name: str, *, timeout: float) -> list[str]:
    """The texts (TXT records) of a name; raises ResolveFailed where it has none."""
    try:
        answer = _configured(dns.resolver.Resolver).resolve(name, "TXT", lifetime=timeout)
    except dns.exception.DNSException as error:
        raise failure_of(error) from None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


async def resolve_async(
    resolver: dns.asyncresolver.Resolver, host: str, *, timeout: float, ip_version: str = "auto"
) -> list[str]:
    """As `resolve`, for many names at once; the caller brings the resolver (`resolver_new`)."""
    known = resolve_locally(host, ip_version=ip_version)
    if known is not None:
        return known
    answers = await asyncio.gather(
        *(
            resolver.resolve(host, kind, search=True, lifetime=timeout, raise_on_no_answer=False)
            for kind in record_types(ip_version)
        ),
        return_exceptions=True,
    )
    found: list[str] = []
    failure = _not_found()
    for answer in answers:
        if isinstance(answer, dns.exception.DNSException):
            failure = failure_of(answer)
        elif isinstance(answer, BaseException):
            raise answer
        else:
            found += addresses_of(answer)
    if not found:
        raise failure
    return found


def resolve_locally(host: str, *, ip_version: str = "auto") -> list[str] | None:
    """Addresses known without asking anyone: literal ones, /etc/hosts, localhost; None to go and ask.

    Raises ResolveFailed where the host is known but not in the wanted IP version.
    """
    name = host.lower().removesuffix(".")
    try:
        known = [str(ipaddress.ip_address(name))]
    except ValueError:
        known = list(_hosts().get(name, ()))
        if not known and (name == "localhost" or name.endswith(".localhost")):
            known = ["127.0.0.1", "::1"]
    if not known:
        return None
    wanted = [address for address in known if ip_version == "auto" or (":" in address) == (ip_version == "6")]
    if not wanted:
        raise _not_found()
    return wanted


def resolver_new() -> dns.asyncresolver.Resolver:
    """A resolver over the machine's configuration, read afresh so that a changed network is noticed."""
    return _configured(dns.asyncresolver.Resolver)


def resolver_alive(*, timeout: float = 2.0) -> bool:
    """Does any of our name servers answer anything at all?

    The control question that tells a dead name from a dead resolver, which is our own fault.
    """
    try:
        resolver = _configured(dns.resolver.Resolver)
    except ResolveFailed:
        return False
    question = dns.message.make_query(".", dns.rdatatype.NS)
    servers = [server for server in resolver.nameservers if isinstance(server, str)]
    for server in servers:
        try:
            dns.query.udp(question, server, timeout=timeout / len(servers), port=resolver.port)
        except (dns.exception.DNSException, OSError):
            continue
        return True
    return False


def record_types(ip_version: str) -> tuple[str, ...]:
    """The record types to ask for, in order."""
    return {"4": ("A",), "6": ("AAAA",)}.get(ip_version, ("A", "AAAA"))


def addresses_of(answer: dns.resolver.Answer) -> list[str]:
    """The addresses in an answer; none where the name has no such records."""
    return [record.address for record in answer.rrset or ()]


def failure_of(error: dns.exception.DNSException) -> ResolveFailed:
    """What went wrong, in our words."""
    if isinstance(error, dns.resolver.NXDOMAIN):
        return _not_found()
    if isinstance(error, dns.exception.Timeout):
        return ResolveFailed(_("the name server did not answer in time"), code="dns_timeout")
    return ResolveFailed(_("the name could not be resolved"), code="dns_failed")


def _configured(kind: type[_Resolver]) -> _Resolver:
    try:
        resolver = kind(RESOLVER_FILE)
    except (dns.exception.DNSException, OSError):
        raise ResolveFailed(_("this machine has no name server configured")) from None
    resolver.port = RESOLVER_PORT
    return resolver


def _not_found() -> ResolveFailed:
    return ResolveFailed(_("the host name does not exist"), code="dns_not_found")


def _hosts() -> dict[str, tuple[str, ...]]:
    try:
        return _read_hosts(HOSTS_FILE, Path(HOSTS_FILE).stat().st_mtime_ns)
    except OSError:
        return {}


@lru_cache(maxsize=4)
def _read_hosts(path: str, changed: int) -> dict[str, tuple[str, ...]]:
    """Keyed by the file's time of change, so that an edit counts at once."""
    names: dict[str, tuple[str, ...]] = {}
    with Path(path).open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            words = line.partition("#")[0].split()
            if len(words) < 2:
                continue
            try:
                address = str(ipaddress.ip_address(words[0]))
            except ValueError:
                continue
            for name in words[1:]:
                names[name.lower()] = (*names.get(name.lower(), ()), address)
    return names
