"""Character sets that a request may name."""

import codecs
import re
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

_OF_TEXT = re.compile(
    r"ascii|utf-(8|16|32).*|iso8859-\d+|cp125\d|koi8-[ru]|gb\w+|big5\w*|shift_jis\w*|euc_\w+", re.ASCII
)


class TextCharsets:
    """Takes the parameters from a content type whose character set is none.

    Python also has codecs such as `rot13` and `idna`. Django would read the query with them, and fails while
    it makes the request, before anything could answer.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        if "charset" in kind.lower() and not _is_text(kind):
            environ["CONTENT_TYPE"] = kind.partition(";")[0]
        return self._application(environ, start_response)


def _is_text(kind: str) -> bool:
    try:
        name = parse_header_parameters(kind)[1].get("charset", "utf-8")
        return _OF_TEXT.fullmatch(codecs.lookup(name).name) is not None
    except (LookupError, ValueError):
        return False
