from base64 import b64encode
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.smtpd.reading import MOST_CONTAINERS, mail_read


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"Subject: Backup done", "Backup done"),
        (b"SUBJECT:Backup done  ", "Backup done"),
        (b"From: a@example.com\r\nSubject: one\r\n two\r\nTo: b@example.com", "one two"),
        (b"Subject: =?utf-8?q?Gr=C3=BCn?=", "Grün"),
        (b"Subject: =?ISO-8859-1*de?Q?Gr=FCn_und_gut?=", "Grün und gut"),
        (b"Subject: =?utf-8?b?R3LDvG4=?= light", "Grün light"),
        (b"Subject: =?utf-8?b?R3LD?=\r\n =?UTF-8?b?vG4=?=", "Grün"),
        (b"Subject: =?utf-8?q?a?= =?iso-8859-1?q?=E4?=", "aä"),
        (b"Subject: Re: =?utf-8?q?a?= b =?utf-8?q?c?=", "Re: a b c"),
        (b"Subject: \\u0041 =?utf-8?q?b?=", "\\u0041 b"),
        ("Subject: Grün".encode(), "Grün"),
        (b"Subject: gr\xfcn", "gr\ufffdn"),
        (b"Subject: =?unknown?q?a=C3=A4?=", "aä"),
        (b"Subject: =?hex?q?6162?=", "6162"),
        (b"Subject: =?utf-8?b?R3LDvG4?=", "Grün"),
        (b"Subject: =?utf-8?b?R?=x", "x"),
        (b"Subject: =?utf-8?b?!?=", ""),
        (b"Subject: =?utf-8?q?=ZZ?=", "=ZZ"),
        (b"Subject: =?utf-8?x?a?=", "=?utf-8?x?a?="),
        (b"Subject: =?", "=?"),
        (b"Subject: a\x00b", "a\x00b"),
        (b"Subject:", ""),
        (b"X-Subject: a", ""),
        (b"Subject: first\r\nSubject: second", "first"),
        (b"", ""),
    ],
)
def test_it_decodes_subjects(header: bytes, subject: str) -> None:
    assert mail_read(header + b"\r\n\r\nSubject: not this\r\n")[0] == subject


def test_it_reads_plain_text_and_html_and_no_attachments() -> None:
    mail = EmailMessage()
    mail["Subject"] = "Backup"
    mail.set_content("Rücksicherung: done\n", cte="quoted-printable")
    mail.add_alternative("<p>Back<b>up</b>\n&uuml;ber</p><style>FAIL</style><div>OK</div>", subtype="html")
    mail.add_attachment(b"FAIL", maintype="application", subtype="octet-stream")
    mail.add_attachment("<p>FAIL", subtype="xml")

    assert mail_read(mail.as_bytes()) == ("Backup", "Rücksicherung: done\n\nBackup über\nOK")


def test_it_reads_what_was_forwarded() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner.set_content("inner")
    outer.set_content("outer")
    outer.add_attachment(inner)

    assert mail_read(outer.as_bytes())[1] == "outer\n\ninner\n"


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        ("X: y", b"a \xc3\xa4", "a ä"),
        ("Content-Type: text/plain; charset=iso-8859-15", b"\xa4", "€"),
        ("Content-Type: text/plain; charset=nonsense", b"a", "a"),
        ("Content-Type: text/plain; charset=hex", b"6162", "6162"),
        ("Content-Type: text/plain; charset=punycode", b"a-b", "a-b"),
        ("Content-Type: text/plain; charset=utf-8", b"\xff", "\ufffd"),
        ("Content-Type: nonsense", b"a", "a"),
        ("Content-Transfer-Encoding: base64", b64encode(b"word") + b"=\r\n", "word"),
        ("Content-Transfer-Encoding: base64", b"!", ""),
        ("Content-Transfer-Encoding: nonsense", b"a", "a"),
        ("Content-Type: multipart/mixed", b"a", ""),
        ("Content-Type: multipart/mixed; boundary=q", b"--q\r\n\r\nunfinished", "unfinished"),
        ("Content-Type: text/html", b"<p>a</p><!-- b --><br>1 < 2 &amp; 3", "a\n1 < 2 & 3"),
        ("Content-Type: text/html", b"a<script>FAIL", "a"),
        ("Content-Type: text/html", b"a<script x='>'>FAIL</script y='>'>b", "a\nb"),
        ("Content-Type: text/html", b'<img alt="a > FAILED b">all ok', "all ok"),
        ("Content-Type: text/html", b'<a\nb = \'a > FAILED " b\'c=">"/>ok', "ok"),
        ("Content-Type: text/html", b'<a b=c?d="e>ok<i f=="g> <i h">now <i =">too <i\'>"', 'ok now too "'),
        ("Content-Type: text/html", b"<a b=>ok<i/> <i / c d = e>now", "ok now"),
        ("Content-Type: text/html", b'<!DOCTYPE html PUBLIC "x>ok', "ok"),
        ("Content-Type: text/html", b'a<b c="FAIL', "a"),
        ("Content-Type: text/html", b"a<unfinished", "a"),
        ("Content-Type: text/html", b"&#" + b"9" * 5000 + b";", "&#" + "9" * 5000 + ";"),
        ("Content-Type: image/png", b"FAIL", ""),
        ("Content-Type: text/plain", b"a\x00b", "a\x00b"),
    ],
)
def test_it_makes_the_best_of_broken_parts(head: str, body: bytes, text: str) -> None:
    assert mail_read(head.encode() + b"\r\n\r\n" + body)[1] == text


def test_it_takes_a_mail_that_is_nested_too_deep_as_one_text() -> None:
    boxes = "".join(
        f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n--b{number}\r\n"
        for number in range(MOST_CONTAINERS + 1)
    )
    mail = b"Subject: deep\r\n" + boxes.encode() + b"\r\nFAIL"

    assert mail_read(mail) == ("deep", mail.decode())


@given(st.binary(max_size=2000))
def test_it_fails_on_nothing(noise: bytes) -> None:
    for head in (b"", b"Subject: =?utf-8?b?", b"Content-Type: multipart/mixed; boundary=", b"Content-Type: "):
        subject, text = mail_read(head + noise)
        assert isinstance(subject, str)
        assert isinstance(text, str)
