"""TCP checks: can a connection be made?"""

from __future__ import annotations

import asyncio
import logging
import socket
import time

from statuspage.egress import CheckedHost, EgressError, TargetBlocked, check_host, judge_all

from .faults import fault_connect, fault_egress, fault_timeout, fault_unexpected
from .job import MAX_ADDRESSES, Job
from .names import NetLoop

logger = logging.getLogger(__name__)


def tcp_start(job: Job, net: NetLoop) -> None:
    """Begin a run in the loop."""
    net.start(_run(job, net))


async def _run(job: Job, net: NetLoop) -> None:
    if not job.begin():
        return
    try:
        target, addresses = await _resolve(job, net)
        async with asyncio.timeout(max(0.001, job.left)):
            await _connect(job, target, addresses)
    except TimeoutError:
        job.fail(fault_timeout(job.spec.timeout_seconds))
    except EgressError as error:
        # The control question waits for the resolver; other runs must not wait with it.
        job.fail(await asyncio.to_thread(fault_egress, error))
    except OSError as error:
        job.fail(fault_connect(error.errno or 0))
    except asyncio.CancelledError:
        job.drop()
        raise
    except Exception:
        logger.exception("A TCP check could not be run")
        job.fail(fault_unexpected())


async def _resolve(job: Job, net: NetLoop) -> tuple[CheckedHost, list[str]]:
    target = check_host(job.spec.target["host"], job.spec.target["port"], audience="operator")
    if target.address is not None:
        return target, [target.address]
    begun = time.monotonic()
    try:
        addresses = await net.resolve(target.host, timeout=job.spec.timeout_seconds)
    finally:
        elapsed = (time.monotonic() - begun) * 1000
        job.add_phases(dns=elapsed, total=elapsed)
    return target, addresses


async def _connect(job: Job, target: CheckedHost, addresses: list[str]) -> None:
    if not judge_all(addresses, target.port, audience="operator", protocol="tcp").allowed:
        raise TargetBlocked
    job.note("resolve", host=target.host, addresses=addresses)
    failure = OSError()
    tried = addresses[:MAX_ADDRESSES]
    for index, address in enumerate(tried):
        begun = time.monotonic()
        try:
            # A later address gets its chance where the first one swallows everything.
            await asyncio.wait_for(
                _open(address, target.port), job.left / (1 if index == len(tried) - 1 else 2)
            )
        except OSError as error:
            job.note("connect", address=address, port=target.port, ok=False)
            failure = error
            if job.left <= 0:
                raise TimeoutError from None
            continue
        elapsed = (time.monotonic() - begun) * 1000
        job.add_phases(connect=elapsed, total=elapsed)
        job.note("connect", address=address, port=target.port, ok=True)
        job.finish(ok=True, code="open")
        return
    raise failure


async def _open(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.setblocking(False)
        await asyncio.get_running_loop().sock_connect(sock, (address, port))
