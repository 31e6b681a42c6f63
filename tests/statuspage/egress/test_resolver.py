"""Names, their deadlines, and names that lie."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from statuspage.egress import (
    EgressError,
    ResolveFailed,
    TargetBlocked,
    guarded_session,
    resolve,
    resolver_alive,
)
from statuspage.egress.resolver import resolve_async, resolver_new


def test_it_finds_both_kinds_of_address(nameserver):
    nameserver.names["both.test"] = ["8.8.8.8", "2606:4700::1111"]
    assert resolve("both.test", timeout=2) == ["8.8.8.8", "2606:4700::1111"]
    assert resolve("both.test", timeout=2, ip_version="6") == ["2606:4700::1111"]
    assert _in_a_thread(_resolve("both.test")) == ["8.8.8.8", "2606:4700::1111"]


def _in_a_thread(work):
    # A browser test of the same process may have left a loop running in this thread.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def _resolve(name, timeout=2.0):
    return await resolve_async(resolver_new(), name, timeout=timeout)


@pytest.mark.parametrize(
    ("name", "code"),
    [("missing.test", "dns_not_found"), ("empty.test", "dns_not_found"), ("mute.test", "dns_timeout")],
)
def test_it_says_why_a_name_has_no_address(nameserver, name, code):
    nameserver.names.update({"empty.test": [], "mute.test": None})
    with pytest.raises(ResolveFailed) as failure:
        resolve(name, timeout=0.3)
    assert failure.value.code == code
    with pytest.raises(ResolveFailed) as failure:
        _in_a_thread(_resolve(name, timeout=0.3))
    assert failure.value.code == code


def test_the_hosts_file_comes_first_and_localhost_needs_none(nameserver, hosts):
    hosts({"db.test": ["10.0.0.7", "fd00::7"]})
    assert resolve("DB.test.", timeout=1) == ["10.0.0.7", "fd00::7"]
    assert resolve("db.test", timeout=1, ip_version="4") == ["10.0.0.7"]
    assert resolve("a.localhost", timeout=1) == ["127.0.0.1", "::1"]
    hosts({"db.test": "10.0.0.8"})
    assert nameserver.asked == {}


def test_a_dead_resolver_is_told_from_a_dead_name(nameserver):
    nameserver.names["mute.test"] = None
    assert resolver_alive(timeout=1)
    nameserver.silent = True
    assert not resolver_alive(timeout=0.3)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"]]
)
def test_a_name_that_leads_inside_is_refused_S29_S30_S34(closed, nameserver, hosts, canary, addresses):
    hosts({})
    nameserver.names["public.test"] = addresses
    with pytest.raises(TargetBlocked):
        guarded_session("operator").fetch("GET", f"http://public.test:{canary.port}/")
    assert canary.accepts == 0


def test_a_name_that_changes_its_mind_is_never_followed_inside_S32(settings, nameserver, hosts, canary):
    """What was judged is what is connected to: the second answer is never asked for."""
    hosts({})
    settings.CANDOR_EGRESS_ALLOW = frozenset({"127.0.0.9/32"})
    nameserver.names["rebind.test"] = lambda count: ["127.0.0.1" if count % 2 else "127.0.0.9"]
    for _ in range(100):
        with pytest.raises(EgressError):
            guarded_session("operator").fetch("GET", f"http://rebind.test:{canary.port}/", timeout=2)
    assert canary.accepts == 0
    assert nameserver.asked["rebind.test"] == 100
