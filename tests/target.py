"""A real server to watch, which can be stopped and started again on its port."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.services import free_port


class Target:
    """Answers every request with ``status`` after ``delay`` seconds and remembers when each came."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.status = 200
        self.delay = 0.0
        self.seen: list[tuple[float, str]] = []
        self.in_flight = 0
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        target = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                target.seen.append((time.time(), self.path))
                target.in_flight += 1
                time.sleep(target.delay)
                target.in_flight -= 1
                self.send_response(target.status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *args: Any) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 256

            def handle_error(self, *args: Any) -> None:
                """Whoever was killed in the middle of a request needs no traceback."""

        self._server = Server(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
