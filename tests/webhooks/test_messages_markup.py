"""Sanitised HTML as plain text."""

import pytest

from statuspage.richtext import render
from webhooks.messages.markup import html_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("one  \ntwo", "one\ntwo"),
        ("# Title\n\ntext", "Title\n\ntext"),
        ("- a\n- b", "- a\n- b"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("5. a\n6. b", "5. a\n6. b"),
        ("- a\n  - b\n- c", "- a\n  - b\n- c"),
        ("**b** and *i* and ~~s~~ and `c`", "b and i and s and c"),
        ("[docs](https://x.example/a?b=1&c=2)", "docs (https://x.example/a?b=1&c=2)"),
        ("https://x.example/a", "https://x.example/a"),
        ("[mail](mailto:a@x.example)", "mail (a@x.example)"),
        ("    line one\n      line two", "line one\n  line two"),
        ("> quoted\n\nsaid", "quoted\n\nsaid"),
        ("| a | b |\n|---|---|\n| c | d |", "a | b\nc | d"),
        ("<script>alert(1)</script> & < >", "<script>alert(1)</script> & < >"),
        ("**[bold link](https://x.example)**", "bold link (https://x.example)"),
    ],
)
def test_it_reads_well_without_markup(source: str, text: str) -> None:
    assert html_text(render(source)) == text


def test_it_keeps_the_words_of_html_from_other_doors() -> None:
    html = render("<div>We <b>know</b><br>more<ul><li>one</li><li>two</li></ul></div>", "html")
    assert html_text(html) == "We know\nmore\n\n- one\n- two"


def test_it_takes_broken_nesting() -> None:
    assert html_text("<b>one <i>two</b> three</i>") == "one two three"
    assert html_text("<b>open") == "open"
    assert html_text("</b></ul>text") == "text"
