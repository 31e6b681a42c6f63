"""What benches share: an installation of their own, a server to speak to, PostgreSQL where one answers."""

import asyncio
import multiprocessing
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg

ROOT = Path(__file__).resolve().parent.parent
_CHILD = "CANDOR_BENCH_CHILD"
_postgres = os.environ.get("CANDOR_BENCH_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
_child = os.environ.get(_CHILD, "")
_directory = tempfile.TemporaryDirectory(prefix="candor-bench-")

IS_CHILD = bool(_child)
"""Whether this process measures on PostgreSQL for another, and prints bare figures."""


def set_up() -> None:
    """Make an empty installation that knows no settings of the environment; what follows may import it."""
    sys.path.insert(0, str(ROOT))
    for name in [name for name in os.environ if name.startswith("CANDOR_")]:
        del os.environ[name]
    os.environ |= {
        "CANDOR_DATA": _directory.name,
        "CANDOR_EGRESS_ALLOW": "loopback",
        "CANDOR_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    if _child:
        os.environ["CANDOR_DATABASE_URL"] = _child
    django.setup()


@contextmanager
def serving(protocol: type[asyncio.Protocol]) -> Iterator[str]:
    """The URL of a server in a process of its own, which ends with the block."""
    context = multiprocessing.get_context("spawn")
    ready: multiprocessing.Queue[int] = context.Queue()
    server = context.Process(target=_serve, args=(protocol, ready), daemon=True)
    server.start()
    try:
        yield f"http://127.0.0.1:{ready.get(timeout=30)}/"
    finally:
        server.terminate()
        server.join()


def on_postgres(*words: str) -> list[float] | None:
    """The figures that this bench prints when run with these words on PostgreSQL; None without a server."""
    name = f"candor_bench_{secrets.token_hex(4)}"
    try:
        server = psycopg.connect(_postgres, autocommit=True, connect_timeout=3)
    except psycopg.Error:
        return None
    with server:
        server.execute(f'create database "{name}"'.encode())
        try:
            environment = {**os.environ, _CHILD: urlunsplit(urlsplit(_postgres)._replace(path=f"/{name}"))}
            done = subprocess.run(
                [sys.executable, sys.argv[0], *words],
                env=environment,
                check=True,
                capture_output=True,
                text=True,
            )
        finally:
            server.execute(f'drop database "{name}" with (force)'.encode())
    return [float(figure) for figure in done.stdout.split()]


def _serve(protocol: type[asyncio.Protocol], ready: "multiprocessing.Queue[int]") -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, backlog=4096)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())
