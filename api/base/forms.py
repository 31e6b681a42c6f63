"""Names and values of forms, in their order, doubled ones too; what nested names mean is each door's own."""

from urllib.parse import parse_qsl

from django.utils.http import parse_header_parameters

from api.base.faults import Fault

MAX_FIELDS = 10_000

Pair = tuple[str, str]


def urlencoded_pairs(raw: bytes) -> list[Pair]:
    """Those of a form or of a query. Raises `Fault` (400)."""
    try:
        return parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except UnicodeDecodeError:
        raise _unreadable("the body is not UTF-8") from None
    except ValueError:
        raise _too_many() from None


def multipart_pairs(raw: bytes, boundary: str) -> list[Pair]:
    """The same of a form in parts; files are passed over. Raises `Fault` (400)."""
    mark = b"\r\n--" + boundary.encode("latin-1", "replace")
    parts = (b"\r\n" + raw).split(mark)
    if not boundary or len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise _unreadable("the parts of the body are not as its boundary says")
    if len(parts) > MAX_FIELDS:
        raise _too_many()
    return [pair for part in parts[1:-1] if (pair := _pair(part)) is not None]


def _pair(part: bytes) -> Pair | None:
    head, separator, content = part.partition(b"\r\n\r\n")
    if not separator:
        raise _unreadable("a part of the body has no end of its headers")
    try:
        for line in head.decode("utf-8").split("\r\n"):
            name, _colon, value = line.partition(":")
            if name.strip().lower() == "content-disposition":
                options = parse_header_parameters(value)[1]
                if "filename" in options or "filename*" in options or "name" not in options:
                    return None
                return options["name"], content.decode("utf-8")
    except ValueError:
        raise _unreadable("the body is not UTF-8") from None
    return None


def _too_many() -> Fault:
    return _unreadable(f"more than {MAX_FIELDS} fields")


def _unreadable(text: str) -> Fault:
    return Fault(400, "unreadable_body", text)
