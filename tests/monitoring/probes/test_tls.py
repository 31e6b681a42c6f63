"""Certificates: their expiry, their owner and who signed them."""

from datetime import UTC, datetime, timedelta

import trustme

from tests.monitoring.probes.running import run
from tests.monitoring.probes.servers import answering, page, server_context


def secured(serve, authority, *names, days=90):
    certificate = authority.issue_cert(
        *names,
        not_before=datetime.now(UTC) - timedelta(days=200),
        not_after=datetime.now(UTC) + timedelta(days=days),
    )
    return serve(answering(page()), tls=server_context(certificate))


def test_it_reads_the_expiry_of_a_good_certificate(trusted, serve):
    outcome = run({"url": secured(serve, trusted, "127.0.0.1").url(scheme="https"), "tls_expiry_days": 14})
    assert (outcome.ok, outcome.error) == (True, "")
    assert timedelta(days=89) < outcome.tls_expires_at - datetime.now(UTC) < timedelta(days=91)
    assert outcome.phases.tls > 0


def test_it_tells_when_a_certificate_expires_soon(trusted, serve):
    server = secured(serve, trusted, "127.0.0.1", days=5.5)
    outcome = run({"url": server.url(scheme="https"), "tls_expiry_days": 14})
    assert (outcome.ok, outcome.error) == (False, "certificate expires in 5 days")
    assert run({"url": server.url(scheme="https")}).ok


def test_an_expired_certificate_is_a_failure_unless_it_is_not_verified(trusted, serve):
    server = secured(serve, trusted, "127.0.0.1", days=-1)
    outcome = run({"url": server.url(scheme="https")})
    assert (outcome.code, outcome.error) == ("tls_expired", "certificate has expired")
    assert outcome.tls_expires_at is not None
    assert run({"url": server.url(scheme="https"), "verify_tls": False}).ok


def test_the_certificate_must_be_for_the_name_S46(trusted, serve, nameserver):
    nameserver.names.update({"right.test": ["127.0.0.1"], "wrong.test": ["127.0.0.1"]})
    server = secured(serve, trusted, "right.test")
    assert run({"url": server.url(scheme="https", host="right.test")}).ok
    outcome = run({"url": server.url(scheme="https", host="wrong.test")})
    assert (outcome.code, outcome.error) == ("tls_wrong_host", "certificate is for another host name")


def test_an_unknown_authority_is_a_failure(trusted, serve):
    server = secured(serve, trustme.CA(), "127.0.0.1")
    outcome = run({"url": server.url(scheme="https")})
    assert not outcome.ok
    assert outcome.error in ("certificate comes from an unknown authority", "certificate is self-signed")


def test_plain_http_on_a_tls_port_and_the_reverse(trusted, serve):
    assert not run({"url": secured(serve, trusted, "127.0.0.1").url()}).ok
    assert run({"url": serve(answering(page())).url(scheme="https")}).code == "tls_failed"
