"""STARTTLS, where there is a certificate."""

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from django.core.management import CommandError, call_command

from monitoring.models import Check
from ops.smtpd.certificate import Certificate
from ops.smtpd.listener import Listener
from tests.ops.smtpd.listening import DOMAIN, address_of, envelope, listener_runs, pings, smtp_to


class Files:
    """A certificate on the disk that can be renewed."""

    def __init__(self, directory: Path) -> None:
        self.authority = trustme.CA()
        self.certificate, self.key = directory / "chain.pem", directory / "key.pem"
        self.renewals = 0
        self.renew()

    def renew(self) -> None:
        leaf = self.authority.issue_cert(DOMAIN)
        self.certificate.write_bytes(b"".join(pem.bytes() for pem in leaf.cert_chain_pems))
        self.key.write_bytes(leaf.private_key_pem.bytes())
        self.renewals += 1
        os.utime(self.key, (self.renewals, self.renewals))

    def client(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.check_hostname = False
        self.authority.configure_trust(context)
        return context


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


@pytest.fixture
def listener(files: Files, heartbeat: Check) -> Iterator[Listener]:
    with listener_runs(certificate=Certificate(files.certificate, files.key)) as running:
        yield running


def serial_of(client: smtplib.SMTP) -> object:
    assert isinstance(client.sock, ssl.SSLSocket)
    shown = client.sock.getpeercert()
    assert shown
    return shown["serialNumber"]


def test_it_takes_encrypted_mail(listener: Listener, files: Files, heartbeat: Check) -> None:
    with smtp_to(listener) as client:
        client.starttls(context=files.client())
        client.ehlo()
        assert {"starttls", "auth"} & client.esmtp_features.keys() == set()
        client.sendmail("a@host.example", [address_of(heartbeat)], b"x" * 300_000)

    assert [len(ping.body or b"") for ping in pings()] == [10_000]


def test_it_shows_a_renewed_certificate(listener: Listener, files: Files) -> None:
    serials = []
    for act in (files.renew, lambda: None, lambda: files.certificate.write_text("half"), files.renew):
        with smtp_to(listener) as client:
            client.starttls(context=files.client())
            serials.append(serial_of(client))
        act()

    assert len(set(serials)) == 2
    assert serials[1] == serials[2] == serials[3]


def test_it_forgets_what_was_said_before_the_encryption(
    listener: Listener, files: Files, heartbeat: Check
) -> None:
    with socket.create_connection(("127.0.0.1", listener.port), timeout=20) as wire:
        wire.sendall(b"EHLO me\r\nSTARTTLS\r\n" + envelope(address_of(heartbeat)) + b"evil\r\n.\r\n")
        said = b""
        while not (b"220 Ready" in said and said.endswith(b"\r\n")):
            said += wire.recv(1)
        with files.client().wrap_socket(wire) as encrypted:
            encrypted.sendall(b"DATA\r\nQUIT\r\n")
            assert encrypted.recv(1000).startswith(b"503")

    assert pings() == []


def test_it_survives_a_client_that_does_not_encrypt_after_all(listener: Listener, heartbeat: Check) -> None:
    with socket.create_connection(("127.0.0.1", listener.port), timeout=20) as wire:
        wire.sendall(b"EHLO me\r\nSTARTTLS\r\n")
        with wire.makefile("rb") as answers:
            while not answers.readline().startswith(b"220 Ready"):
                pass
            wire.sendall(b"this is no handshake\r\n")
            answers.read()
    with smtp_to(listener) as client:
        assert client.sendmail("a@host.example", [address_of(heartbeat)], b"hello") == {}

    assert len(pings()) == 1


@pytest.mark.parametrize("content", ["", "no PEM"])
def test_it_says_what_is_wrong_with_the_files(db: None, settings: Any, files: Files, content: str) -> None:
    settings.CANDOR_SMTPD_CERTIFICATE, settings.CANDOR_SMTPD_KEY = str(files.certificate), str(files.key)
    files.key.write_text(content)

    with pytest.raises(CommandError, match="PEM files that this user can read"):
        call_command("smtpd", listen="127.0.0.1", port=2525, domain=DOMAIN)
