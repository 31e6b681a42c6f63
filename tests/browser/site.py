"""Somebody else's web site, with a policy as strict as they come."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.services import free_port

HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title>{head}</head>
<body><h1>Shop</h1><p><a href="#buy">Buy</a></p>{body}</body></html>"""


class Site:
    """Serves one page on the loopback and takes the reports of what its policy forbade."""

    def __init__(self, status: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.head = self.body = ""
        self.policy = {
            "default-src": "'none'",
            "script-src": status,
            "connect-src": status,
            "frame-src": status,
            "require-trusted-types-for": "'script'",
            "trusted-types": "'none'",
            "report-uri": "/reports",
        }
        self.reports: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = HTML.format(head=site.head, body=site.body).encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                policy = "; ".join(f"{name} {value}" for name, value in site.policy.items())
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                site.reports.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
