"""A handler for pytest-httpserver that keeps what it is asked."""

from collections.abc import Callable

from werkzeug import Request, Response


def remembering(seen: list[Request]) -> Callable[[Request], Response]:
    """Answers 200 and appends each request to `seen`."""

    def handle(request: Request) -> Response:
        seen.append(request)
        return Response("ok")

    return handle
