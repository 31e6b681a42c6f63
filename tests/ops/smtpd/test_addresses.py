from uuid import UUID

import pytest

from ops.smtpd.addresses import Mailbox, Named, WrongDomain, WrongMailbox, mailbox_of

CODE = "f4a3c1de-0b1c-4e9f-8a77-2d6f0c1b2a3e"
KEY = "Ab3dEf6hIj9lMn2pQr5tUv"
DOMAIN = "pings.example.com"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"{CODE}@{DOMAIN}", UUID(CODE)),
        (f"{CODE.upper()}@{DOMAIN.upper()}", UUID(CODE)),
        (f"{CODE}@{DOMAIN}.", UUID(CODE)),
        (f"{KEY}+nightly-backup@{DOMAIN}", Named(KEY, "nightly-backup")),
        (f"{KEY}+{CODE}@{DOMAIN}", Named(KEY, CODE)),
        (f"{KEY}+{'a' * 100}@{DOMAIN}", Named(KEY, "a" * 100)),
        (f"a_b-c+0@{DOMAIN}", Named("a_b-c", "0")),
    ],
)
def test_it_knows_what_an_address_names(address: str, expected: Mailbox) -> None:
    assert mailbox_of(address, domain=DOMAIN) == expected


def test_it_knows_its_domain_in_both_forms() -> None:
    assert mailbox_of(f"{CODE}@PÄGE.example", domain="xn--pge-qla.example") == UUID(CODE)


@pytest.mark.parametrize(
    "address",
    [
        f"{CODE}@example.com",
        f"{CODE}@{DOMAIN}.example.org",
        f"{CODE}@x{DOMAIN}",
        f"{CODE}@[127.0.0.1]",
        f"{CODE}@",
        CODE,
        "",
        "<>",
        f"{CODE}@{DOMAIN}\x00",
        f"{CODE}@\udcff",
        f"{CODE}@{'ä' * 300}",
        f"{CODE}@{DOMAIN}@example.com",
    ],
)
def test_it_takes_no_other_domain(address: str) -> None:
    with pytest.raises(WrongDomain):
        mailbox_of(address, domain=DOMAIN)


@pytest.mark.parametrize(
    "local",
    [
        "",
        "postmaster",
        CODE.replace("-", ""),
        CODE[:-1],
        f"{CODE}0",
        f"{{{CODE}}}",
        f"urn:uuid:{CODE}",
        f"{CODE}+start",
        f'"{CODE}"',
        f" {CODE}",
        f"{CODE}\n",
        f"{CODE[:-1]}٣",
        KEY,
        f"{KEY}+",
        "+nightly",
        f"{KEY}+Nightly",
        f"{KEY}+a+b",
        f"{KEY}+a.b",
        f"{KEY}+a\n",
        f"{KEY}x+a",
        f"{KEY}+{'a' * 101}",
        f"{KEY}+naïve",
        f"{CODE}@{DOMAIN}",
    ],
)
def test_it_takes_no_other_mailbox(local: str) -> None:
    with pytest.raises(WrongMailbox):
        mailbox_of(f"{local}@{DOMAIN}", domain=DOMAIN)


def test_without_a_domain_it_takes_nothing() -> None:
    with pytest.raises(WrongDomain):
        mailbox_of(f"{CODE}@", domain="")
