"""The one way out: what may be connected to, judged on the address really connected to.

Operators' targets (audience "operator") may use public addresses and whatever CANDOR_EGRESS_ALLOW lists:
`loopback`, `private`, `cgnat`, or networks such as `10.20.0.0/16`. What visitors supply (audience "visitor")
reaches public addresses only. Link-local and metadata addresses are never reached, nor the application's
own port, except its own `/healthz`.
"""

from .addresses import AddressClass, address_classify
from .exceptions import EgressError, InvalidTarget, ResolveFailed, TargetBlocked
from .guard import Audience, Protocol, Verdict, judge, judge_all
from .resolver import resolve, resolver_alive
from .session import FetchFailed, GuardedResponse, GuardedSession, guarded_session
from .targets import CheckedHost, CheckedUrl, check_host, check_url

__all__ = [
    "AddressClass",
    "Audience",
    "CheckedHost",
    "CheckedUrl",
    "EgressError",
    "FetchFailed",
    "GuardedResponse",
    "GuardedSession",
    "InvalidTarget",
    "Protocol",
    "ResolveFailed",
    "TargetBlocked",
    "Verdict",
    "address_classify",
    "check_host",
    "check_url",
    "guarded_session",
    "judge",
    "judge_all",
    "resolve",
    "resolver_alive",
]
