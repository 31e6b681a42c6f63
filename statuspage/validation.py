"""Rules for text and values that every service shares; each refusal names the field and the reason."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from statuspage.exceptions import FieldError, Invalid
from statuspage.hostnames import HOST_LENGTH, host_ascii
from statuspage.zones import zone_names

NAME_LENGTH = 255
SLUG_LENGTH = 100
MESSAGE_LENGTH = 25_000
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clock of whoever tells a time may be ahead of ours."""

Rule = Callable[[Any, str], Any]
"""Takes a raw value and its pointer, returns the clean value or raises `Invalid`."""

_T = TypeVar("_T")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SPOKEN = {code.split("-")[0] for code in LANG_INFO}
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Far enough from both ends of the calendar for every zone and every sum.
_MOMENT_YEARS = range(1970, 9001)
_DAY_YEARS = range(1900, 2200)
_LINE_BREAK = re.compile(r"[\t\n\r]")


MOST_PROBLEMS = 100


class Problems:
    """Collects everything that is wrong, so that one answer names it all, or the first hundred of it."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def add(self, pointer: str, code: str, detail: Any) -> None:
        """Note one problem; `detail` may be a lazy translation."""
        if len(self.errors) < MOST_PROBLEMS:
            self.errors.append(FieldError(pointer, code, str(detail)))

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Take in what an `Invalid` raised inside says, and go on after the block."""
        try:
            yield
        except Invalid as invalid:
            self.errors.extend(invalid.errors[: MOST_PROBLEMS - len(self.errors)])

    def raise_if_any(self) -> None:
        """Raise one `Invalid` with all problems."""
        if self.errors:
            raise Invalid(self.errors)


def clean_changes(changes: Mapping[str, Any], rules: Mapping[str, Rule]) -> dict[str, Any]:
    """Apply the rule of each given key; refuses unknown keys and reports all problems together."""
    problems = Problems()
    clean: dict[str, Any] = {}
    for key, value in changes.items():
        rule = rules.get(key)
        if rule is None:
            problems.add(f"/{key}", "unknown_field", _("There is no such field."))
            continue
        with problems.caught():
            clean[key] = rule(value, f"/{key}")
    problems.raise_if_any()
    return clean


def clean_text(
    value: Any, *, pointer: str, max_length: int, required: bool = False, multiline: bool = False
) -> str:
    """Text without NUL, control characters or lone surrogates. One line is trimmed, several stay as given."""
    if not isinstance(value, str):
        raise Invalid.at(pointer, "not_text", _("This must be text."))
    text: str = value
    if _NEVER.search(text) or (not multiline and _LINE_BREAK.search(text.strip())):
        raise Invalid.at(pointer, "control_character", _("This contains characters that text cannot hold."))
    if not multiline:
        text = text.strip()
    if required and not text.strip():
        raise Invalid.at(pointer, "required", _("This must not be empty."))
    if len(text) > max_length:
        raise Invalid.at(
            pointer,
            "too_long",
            _("This has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": max_length},
        )
    return text


def cut_text(text: str, max_length: int) -> str:
    """A text that nobody can be asked to shorten, with an ellipsis for what does not fit."""
    return text if len(text) <= max_length else text[: max_length - 1].rstrip() + "…"


def clean_slug(value: Any, *, pointer: str = "/slug") -> str:
    """Lower-case letters, digits, hyphens and underscores, beginning and ending with a letter or digit."""
    slug = clean_text(value, pointer=pointer, max_length=SLUG_LENGTH, required=True)
    if not _SLUG.fullmatch(slug):
        raise Invalid.at(
            pointer,
            "invalid_slug",
            _("Use lower-case letters, digits and hyphens, with a letter or digit first and last."),
        )
    return slug


def slug_from(name: str, *, fallback: str) -> str:
    """A slug made of a name; `fallback` where the name has no letters that a slug can hold."""
    return slugify(name)[: SLUG_LENGTH - 10].strip("-_") or fallback


def clean_time_zone(value: Any, *, pointer: str = "/time_zone") -> str:
    """The name of an IANA time zone."""
    name = clean_text(value, pointer=pointer, max_length=64, required=True)
    if name not in zone_names():
        raise Invalid.at(
            pointer, "invalid_time_zone", _("This is not the name of a time zone, such as Europe/Berlin.")
        )
    return name


def clean_url(value: Any, *, pointer: str, required: bool = False, max_length: int = 2000) -> str:
    """An absolute http or https address of a host, without user and password; empty if not required."""
    url = clean_text(value, pointer=pointer, max_length=max_length, required=required)
    if not url:
        return url
    problem = Invalid.at(
        pointer, "invalid_url", _("This must be an address such as https://example.com/path.")
    )
    if re.search(r"\s", url):
        raise problem
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise problem from None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or port == 0:
        raise problem
    if parts.username is not None or parts.password is not None:
        raise Invalid.at(pointer, "invalid_url", _("An address must not carry a user name or password."))
    return url


def clean_domain(value: Any, *, pointer: str = "/domain") -> str | None:
    """A host name in its ASCII form, lower case, without port; None for None or an empty text."""
    if value is None:
        return None
    name = clean_text(value, pointer=pointer, max_length=HOST_LENGTH).rstrip(".").lower()
    if not name:
        return None
    problem = Invalid.at(pointer, "invalid_domain", _("This must be a host name such as status.example.com."))
    ascii_name = host_ascii(name)
    if "." not in ascii_name or len(ascii_name) > HOST_LENGTH or ascii_name.rsplit(".", 1)[1].isdigit():
        raise problem
    return ascii_name


def clean_color(value: Any, *, pointer: str) -> str:
    """A CSS colour of three or six hexadecimal digits, in lower case."""
    color = clean_text(value, pointer=pointer, max_length=7, required=True)
    if not _COLOR.fullmatch(color):
        raise Invalid.at(pointer, "invalid_color", _("This must be a colour such as #1a56db."))
    return color.lower()


def clean_email(value: Any, *, pointer: str = "/email", required: bool = True) -> str:
    """One e-mail address; the host part in lower case."""
    address = clean_text(value, pointer=pointer, max_length=254, required=required)
    if not address:
        return address
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid.at(pointer, "invalid_email", _("This must be an e-mail address.")) from None
    local, host = address.rsplit("@", 1)
    return f"{local}@{host.lower()}"


def clean_language(value: Any, *, pointer: str = "/language") -> str:
    """A language tag such as `en` or `pt-br`."""
    tag = clean_text(value, pointer=pointer, max_length=16, required=True)
    if not _LANGUAGE.fullmatch(tag) or tag.split("-")[0] not in _SPOKEN:
        raise Invalid.at(pointer, "invalid_language", _("This must be a language such as en or pt-br."))
    return tag


def clean_languages(value: Any, *, pointer: str = "/languages") -> list[str]:
    """One to twenty language tags, each once, the first one being the default."""
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= 20:
        raise Invalid.at(pointer, "invalid_languages", _("This must be a list of one to twenty languages."))
    tags = [clean_language(tag, pointer=f"{pointer}/{index}") for index, tag in enumerate(value)]
    if len(set(tags)) != len(tags):
        raise Invalid.at(pointer, "repeated", _("Each language can be listed once."))
    return tags


def clean_choice(value: Any, *, pointer: str, words: Any) -> str:
    """One of the words of a `TextChoices` class (or any collection of words)."""
    known = list(getattr(words, "values", words))
    if not isinstance(value, str) or value not in known:
        raise Invalid.at(
            pointer,
            "unknown_word",
            _("This must be one of: %(words)s.") % {"words": ", ".join(str(word) for word in known)},
        )
    return str(value)


def clean_bool(value: Any, *, pointer: str) -> bool:
    """True or false, nothing that only looks like it."""
    if not isinstance(value, bool):
        raise Invalid.at(pointer, "not_boolean", _("This must be true or false."))
    return value


def clean_int(value: Any, *, pointer: str, minimum: int = 0, maximum: int = 2_147_483_647) -> int:
    """A whole number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Invalid.at(pointer, "not_integer", _("This must be a whole number."))
    if not minimum <= value <= maximum:
        raise Invalid.at(
            pointer,
            "out_of_range",
            _("This must be from %(minimum)d to %(maximum)d.") % {"minimum": minimum, "maximum": maximum},
        )
    return value


def clean_share(value: Any, *, pointer: str) -> float:
    """A number from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Invalid.at(pointer, "out_of_range", _("This must be a number from 0 to 1."))
    return float(value)


def clean_moment(value: Any, *, pointer: str) -> datetime:
    """A point in time that knows its zone."""
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise Invalid.at(pointer, "invalid_time", _("This must be a time with its zone."))
    if value.year not in _MOMENT_YEARS:
        raise Invalid.at(pointer, "out_of_range", _("This time is too far away."))
    return value


def clean_date(value: Any, *, pointer: str) -> date:
    """A calendar day."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Invalid.at(pointer, "invalid_date", _("This must be a date such as 2026-01-31."))
    if value.year not in _DAY_YEARS:
        raise Invalid.at(pointer, "out_of_range", _("This day is too far away."))
    return value


def clean_translations(value: Any, *, pointer: str, fields: Mapping[str, int]) -> dict[str, dict[str, str]]:
    """Texts per language and field: `{"de": {"name": "…"}}`; `fields` gives the longest text of each."""
    if not isinstance(value, dict) or len(value) > 50:
        raise Invalid.at(pointer, "not_object", _("This must be an object of texts per language."))
    clean: dict[str, dict[str, str]] = {}
    for tag, texts in value.items():
        here = f"{pointer}/{tag}"
        clean_language(tag, pointer=here)
        if not isinstance(texts, dict):
            raise Invalid.at(here, "not_object", _("This must be an object of texts per field."))
        for field, text in texts.items():
            if field not in fields:
                raise Invalid.at(f"{here}/{field}", "unknown_field", _("There is no such field."))
            clean.setdefault(tag, {})[field] = clean_text(
                text, pointer=f"{here}/{field}", max_length=fields[field], multiline=True
            )
    return clean


def text_rule(max_length: int, *, required: bool = False, multiline: bool = False) -> Rule:
    """A rule for `clean_changes` out of `clean_text`."""
    return lambda value, pointer: clean_text(
        value, pointer=pointer, max_length=max_length, required=required, multiline=multiline
    )


def rule(cleaner: Callable[..., Any], **options: Any) -> Rule:
    """A rule for `clean_changes` out of any cleaner that takes `pointer`."""
    bound = partial(cleaner, **options)
    return lambda value, pointer: bound(value, pointer=pointer)


def optional(inner: Rule) -> Rule:
    """The same rule, with None let through."""
    return lambda value, pointer: None if value is None else inner(value, pointer)
