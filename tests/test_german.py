"""German is whole: every word that visitors and subscribers read is translated and compiled."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "locale/de/LC_MESSAGES"
READ_BY_VISITORS = (
    "templates/public/*.html",
    "templates/email/*.html",
    "web/public/*.py",
    "webhooks/messages/*.py",
    "webhooks/mail/*.py",
    "webhooks/transports/chat.py",
    "webhooks/transports/email.py",
    "webhooks/transports/endpoint.py",
    "webhooks/addresses.py",
    "webhooks/services/notices.py",
    "webhooks/services/subscribers/wishes.py",
    "webhooks/services/subscribers/confirming.py",
    "webhooks/services/subscribers/rows.py",
    "statuspage/status.py",
    "statuspage/clock.py",
    "statuspage/vocabulary.py",
    "statuspage/validation.py",
    "statuspage/egress/targets.py",
    "statuspage/egress/exceptions.py",
    "incidents/vocabulary.py",
    "incidents/services/phrases.py",
    "monitoring/services/effects.py",
    "monitoring/vocabulary.py",
)
_CALLS = re.compile(r"(n?)(p?)n?p?(?:gettext)(?:_lazy|_noop)?|_")
_PLACES = re.compile(r"%\(\w+\)[a-z]|%%|%[a-z]")
Words = tuple[str, str, str]  # context, singular, plural


@pytest.mark.parametrize("pattern", READ_BY_VISITORS)
def test_it_has_german_for_every_word_that_visitors_read(pattern: str) -> None:
    catalogue = entries()
    files = [*ROOT.glob(pattern)]
    assert files
    missing = [
        f"{file.name}: {words[1]}"
        for file in files
        for words in words_of(file)
        if not all(catalogue.get(words, [""]))
    ]
    assert not missing, f"Add these to {FOLDER / 'django.po'} and run `make messages`."


def test_it_has_compiled_what_is_in_the_catalogue() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for (context, one, many), told in entries().items():
        if many:
            assert [compiled.ngettext(one, many, n) for n in (1, 2)] == told
        elif context:
            assert compiled.pgettext(context, one) == told[0]
        else:
            assert compiled.gettext(one) == told[0], "Run `make messages`."


def test_it_keeps_the_places_that_are_filled_in() -> None:
    for (context, one, many), told in entries().items():
        if context != "date format":
            for text in told:
                assert sorted(_PLACES.findall(text)) == sorted(_PLACES.findall(many or one)), one


def test_it_is_sure_of_every_translation() -> None:
    text = (FOLDER / "django.po").read_text()
    assert "fuzzy" not in text
    assert "#~" not in text


def words_of(file: Path) -> Iterator[Words]:
    """What a module or a template marks for translation."""
    source = file.read_text()
    if file.suffix == ".html":
        # What is not marked becomes X; every marked word becomes a call on a line of Python.
        for call in re.finditer(r"(?<!\w)(?:n?p?gettext|_)\(.*?\) ", templatize(source), re.DOTALL):
            yield from _called(ast.parse(_closed(call[0].strip())))
    else:
        yield from _called(ast.parse(source))


def entries() -> dict[Words, list[str]]:
    """The catalogue as it is written."""
    found: dict[Words, list[str]] = {}
    for block in (FOLDER / "django.po").read_text().split("\n\n"):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            name, _, text = line.partition('"')
            key = name.strip() or key
            parts[key] = parts.get(key, "") + ast.literal_eval(f'"{text}')
        told = [text for name, text in parts.items() if name.startswith("msgstr")]
        if parts.get("msgid"):
            found[parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", "")] = told
    return found


def _closed(call: str) -> str:
    return call.replace(", count)", ", 0)")


def _called(tree: ast.Module) -> Iterator[Words]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        name = node.func.id
        texts = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if not texts or not _CALLS.fullmatch(name):
            continue
        context = texts.pop(0) if "pgettext" in name else ""
        yield context, texts[0], texts[1] if name.startswith("n") else ""
