"""The public page from finished bytes beside nginx serving the same bytes as a file, in one run.

python bench/page.py [seconds per measurement]

Needs nginx and wrk. One worker process each, 64 connections on loopback, in turns so that both meet the same
machine; the best of each counts. Then what a change costs: the first render, and 64 visitors who come at once
while nothing is kept.
"""

import contextlib
import gzip
import io
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_data = tempfile.TemporaryDirectory(prefix="candor-bench-")
for _name in [name for name in os.environ if name.startswith("CANDOR_")]:
    del os.environ[_name]
os.environ["CANDOR_DATA"] = _data.name
os.environ["CANDOR_ROLE"] = "web"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.utils import timezone  # noqa: E402

from config.edge import Edge  # noqa: E402
from ops.server import web_argv  # noqa: E402
from statuspage.models import Component, Organization, Page, StatusPeriod  # noqa: E402
from statuspage.standing import pages_standing  # noqa: E402

CONNECTIONS = 64
DAYS = 90
ROUNDS = 2


class Rate(NamedTuple):
    """What one run of wrk found."""

    per_second: float
    p99_ms: float


def main(seconds: int = 3) -> None:
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            raise SystemExit(f"{program} is needed, for example: apt install nginx-light wrk")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _fill("status", components=20)
    _fill("small", components=4)
    _renders()
    with _candor() as candor:
        for path, encoding in (("/", "gzip"), ("/pages/small", "")):
            _compare(candor, path, encoding, seconds)


def _compare(candor: str, path: str, encoding: str, seconds: int) -> None:
    headers = {"Accept-Encoding": encoding} if encoding else {}
    with urllib.request.urlopen(urllib.request.Request(candor + path, headers=headers)) as answer:
        body, etag = answer.read(), answer.headers["ETag"]
        size = len(body)
    with _nginx(body, packed=bool(encoding)) as nginx:
        with urllib.request.urlopen(urllib.request.Request(nginx, headers=headers)) as answer:
            if answer.read() != body:
                raise SystemExit("nginx does not serve the same bytes")
            nginx_etag = answer.headers["ETag"]
        whole = _side_by_side(candor + path, nginx, headers, headers, seconds)
        unchanged = _side_by_side(
            candor + path,
            nginx,
            {**headers, "If-None-Match": etag},
            {**headers, "If-None-Match": nginx_etag},
            seconds,
        )
    print(f"\n{path} {'as gzip' if encoding else 'plain'}, {size / 1000:.1f} kB")
    for name, (ours, theirs) in {"200": whole, "304": unchanged}.items():
        print(
            f"  {name}: {ours.per_second:8.0f}/s, p99 {ours.p99_ms:5.1f} ms; "
            f"nginx {theirs.per_second:8.0f}/s, p99 {theirs.p99_ms:5.1f} ms; "
            f"ratio {ours.per_second / theirs.per_second:.2f}"
        )


def _side_by_side(
    ours: str, theirs: str, our_headers: dict[str, str], their_headers: dict[str, str], seconds: int
) -> tuple[Rate, Rate]:
    found: tuple[list[Rate], list[Rate]] = ([], [])
    for _ in range(ROUNDS):
        found[0].append(_wrk(ours, our_headers, seconds))
        found[1].append(_wrk(theirs, their_headers, seconds))
    return max(found[0]), max(found[1])


def _wrk(url: str, headers: dict[str, str], seconds: int) -> Rate:
    options = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *options, url]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", told)
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    if rate is None or tail is None or errors is not None:
        raise SystemExit(told)
    return Rate(float(rate[1]), float(tail[1]) * {"us": 0.001, "ms": 1, "s": 1000}[tail[2]])


def _renders() -> None:
    """What the first visitor after a change waits for, and how many renders 64 at once cause."""
    application = get_wsgi_application()
    renders: list[float] = []

    def counted(environ: dict[str, Any], start_response: Any) -> Any:
        began, used = time.perf_counter(), time.thread_time()
        response = application(environ, start_response)
        renders.append((time.thread_time() - used) * 1000)
        waited.append((time.perf_counter() - began) * 1000)
        return response

    waited: list[float] = []
    for _ in range(3):
        _get(counted)
    renders.clear()
    waited.clear()
    for _ in range(40):
        _get(counted)
    page = _get(application)
    print(f"20 components x {DAYS} days: {len(page) / 1000:.0f} kB, {len(gzip.compress(page)) / 1000:.1f} gz")
    print(
        f"  first render: median {statistics.median(waited):.1f} ms, best {min(waited):.1f} ms "
        f"({min(renders):.1f} ms of processor time)"
    )
    empty = [_timed(lambda: _get(application, "/healthz")) for _ in range(40)]
    print(f"  a view that says nothing: median {statistics.median(empty):.1f} ms, best {min(empty):.1f} ms")
    renders.clear()
    edge = Edge(counted, ask=pages_standing, own_hosts=settings.CANDOR_HOSTS, directory=None)
    barrier = threading.Barrier(CONNECTIONS)
    answered: list[int] = []

    def visit() -> None:
        barrier.wait(30)
        answered.append(len(_get(edge)))

    visitors = [threading.Thread(target=visit) for _ in range(CONNECTIONS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(30)
    print(f"  {CONNECTIONS} cold visitors at once: {len(answered)} answers from {len(renders)} render")
    if len(renders) != 1 or len(answered) != CONNECTIONS or len(set(answered)) != 1:
        raise SystemExit("that should have been one render for all")


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _get(application: Callable[..., Any], path: str = "/") -> bytes:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    return b"".join(application(environ, lambda *told: None))


def _fill(slug: str, *, components: int) -> None:
    """A page as a real one looks: mostly fine, a few bad hours per component."""
    dice = random.Random(4)
    now = timezone.now()
    organization = Organization.objects.create(name="Bench")
    page = Page.objects.create(organization=organization, name="Bench", slug=slug)
    rows = Component.objects.bulk_create(
        Component(page=page, name=f"Service {n}", slug=f"service-{n}", status="operational", position=n)
        for n in range(components)
    )
    periods = []
    for component in rows:
        at = now - timedelta(days=DAYS)
        for _ in range(3):
            bad = at + timedelta(days=dice.uniform(5, 28))
            good = bad + timedelta(minutes=dice.uniform(3, 300))
            word = dice.choice(("degraded_performance", "partial_outage", "major_outage"))
            periods += [("operational", at, bad, component), (word, bad, good, component)]
            at = good
        periods.append(("operational", at, None, component))
    StatusPeriod.objects.bulk_create(
        StatusPeriod(component=component, status=status, started=started, ended=ended)
        for status, started, ended, component in periods
    )


@contextlib.contextmanager
def _candor() -> Iterator[str]:
    port = _free_port()
    environment = {**os.environ, "CANDOR_PORT": str(port)}
    with _process(web_argv(host="127.0.0.1", port=port), environment):
        yield _ready(f"http://127.0.0.1:{port}")


@contextlib.contextmanager
def _nginx(body: bytes, *, packed: bool) -> Iterator[str]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="candor-bench-nginx-") as directory:
        files = Path(directory, "files")
        files.mkdir()
        (files / ("page.html.gz" if packed else "page.html")).write_bytes(body)
        if packed:
            (files / "page.html").write_bytes(gzip.decompress(body))
        config = Path(directory, "nginx.conf")
        config.write_text(
            f"""
            daemon off; pid {directory}/pid; error_log {directory}/error.log; worker_processes 1;
            events {{ worker_connections 256; }}
            http {{
                access_log off; sendfile on; tcp_nopush on; types {{ text/html html; }}
                keepalive_requests 10000000; open_file_cache max=10; gzip_static on;
                client_body_temp_path {directory}; proxy_temp_path {directory};
                fastcgi_temp_path {directory}; uwsgi_temp_path {directory}; scgi_temp_path {directory};
                server {{ listen 127.0.0.1:{port}; root {files}; }}
            }}
            """
        )
        Path(directory).chmod(0o755)
        with _process(["nginx", "-p", directory, "-c", str(config)], dict(os.environ)):
            yield _ready(f"http://127.0.0.1:{port}/page.html")


@contextlib.contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(5)


def _ready(url: str) -> str:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return url
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
