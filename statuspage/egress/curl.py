"""Sockets for libcurl: judged at the moment they are opened."""

import socket
from collections.abc import Callable
from typing import Any, TypeAlias

import pycurl

from .guard import Audience, judge

Opener: TypeAlias = Callable[[int, Any], Any]


def guarded_socket(*, audience: Audience, path: str | None = None, refused: Callable[[], None]) -> Opener:
    """What libcurl opens its sockets with (`OPENSOCKETFUNCTION`).

    `path` is that of the URL, where the verdict depends on it. For a forbidden address `refused` is called
    and nothing is opened.
    """

    def opened(_purpose: int, address: Any) -> Any:
        family, kind, protocol, (host, port, *_rest) = address
        if isinstance(host, bytes):
            host = host.decode()
        if not judge(host, port, audience=audience, path=path).allowed:
            refused()
            return pycurl.SOCKET_BAD
        return socket.socket(family, kind, protocol)

    return opened
