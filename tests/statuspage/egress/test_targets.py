"""What is refused when a target is saved, before any name is resolved."""

from functools import partial

import pytest

from statuspage.egress import InvalidTarget, TargetBlocked, check_host, check_url

INSIDE = {
    "S01": "http://127.0.0.1/",
    "S02": "http://127.8.8.8:8010/",
    "S03": "http://localhost/",
    "S03-upper": "http://LOCALHOST/",
    "S03-dot": "http://localhost./",
    "S03-sub": "http://a.localhost/",
    "S05": "http://2130706433/",
    "S06": "http://0x7f000001/",
    "S06-short": "http://0x7f.1/",
    "S07": "http://017700000001/",
    "S07-dots": "http://0177.0.0.1/",
    "S08": "http://127.1/",
    "S08-three": "http://127.0.1/",
    "S08-dot": "http://127.0.0.1./",
    "S11": "http://[::1]/",
    "S13": "http://[::ffff:127.0.0.1]/",
    "S13-hex": "http://[::ffff:7f00:1]/",
    "S25": "http://192.168.1.1/",
    "wide-digits": "http://\uff11\uff12\uff17.0.0.1/",
    "circled-digits": "http://\u2460\u2461\u2466.0.0.1/",
}
NEVER = {
    "S04": "http://0/",
    "S04-dots": "http://0.0.0.0/",
    "S12": "http://[::]/",
    "S16": "http://[64:ff9b::7f00:1]/",
    "S18": "http://[2002:7f00:1::]/",
    "S20": "http://169.254.169.254/latest/meta-data",
    "S20-hex": "http://0xa9fea9fe/",
    "S21": "http://[fd00:ec2::254]/",
    "S22": "http://metadata.google.internal/computeMetadata/v1/",
    "S23": "http://100.100.100.200/",
    "S26": "http://[fe80::1%25eth0]/",
    "S43-own": "http://status.candor.test/",
    "S43-own-port": "http://status.candor.test:80/admin/",
}
INVALID = {
    "S39-file": "file:///etc/passwd",
    "S39-gopher": "gopher://127.0.0.1:6379/_x",
    "S39-dict": "dict://127.0.0.1/",
    "S39-ftp": "ftp://example.com/",
    "S39-ldap": "ldap://example.com/",
    "S39-unix": "unix:///var/run/docker.sock",
    "S39-jar": "jar:http://example.com!/",
    "S39-javascript": "javascript:alert(1)",
    "S39-http-unix": "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "S40": "http://example.com@127.0.0.1/",
    "S40-port": "http://127.0.0.1:80@example.com/",
    "S40-empty": "http://@example.com/",
    "S42-tab": "http://exa\tmple.com/",
    "S42-crlf": "http://example.com/\r\nX: y",
    "S42-nul": "http://example.com/\x00",
    "S42-encoded": "http://example.com/%0d%0aX:%20y",
    "S42-encoded-upper": "http://example.com/?a=%0A",
    "S42-space": "http://example.com/a b",
    "backslash": "http://example.com\\@127.0.0.1/",
    "S47-label": f"http://{'a' * 64}.com/",
    "S47-host": f"http://{'a.' * 127}com/",
    "S47-idn": f"http://{'ü' * 70}.example/",
    "S47-punycode": "http://xn--99999999999999999999.example/",
    "S47-port-0": "http://example.com:0/",
    "S47-port-65536": "http://example.com:65536/",
    "S47-port-word": "http://example.com:http/",
    "S47-port-empty": "http://example.com:/",
    "encoded-host": "http://127%2e0.0.1/",
    "bad-number": "http://127.0.0.256/",
    "bad-number-label": "http://example.0x/",
    "bad-v6": "http://[::1/",
    "bad-v6-text": "http://[zz]/",
    "no-host": "http:///path",
    "empty": "",
    "relative": "/status",
    "surrogate": "http://example.com/\ud800",
}


def ids(table):
    return [pytest.param(url, id=name) for name, url in table.items()]


@pytest.mark.parametrize("url", ids({**INSIDE, **NEVER}))
@pytest.mark.parametrize("audience", ["operator", "visitor"])
def test_it_refuses_addresses_inside_in_any_spelling(closed, url, audience):
    with pytest.raises(TargetBlocked) as refusal:
        check_url(url, audience=audience)
    assert refusal.value.code == "target_blocked"
    assert str(refusal.value) == "This address is not allowed as a target."


@pytest.mark.parametrize("url", ids(NEVER))
def test_it_refuses_these_even_when_private_is_allowed(opened, url):
    with pytest.raises(TargetBlocked):
        check_url(url, audience="operator")


@pytest.mark.parametrize("url", ids(INSIDE))
def test_operators_may_name_what_is_allowed_and_visitors_may_not(opened, url):
    assert check_url(url, audience="operator").url.startswith("http://")
    with pytest.raises(TargetBlocked):
        check_url(url, audience="visitor")


@pytest.mark.parametrize("url", ids(INVALID))
def test_it_refuses_malformed_urls(opened, url):
    with pytest.raises(InvalidTarget):
        check_url(url, audience="operator")


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("http://EXAMPLE.com", "http://example.com/"),
        ("http://example.com:80/a?b=c#d", "http://example.com/a?b=c"),
        ("https://example.com:8443/ü?q=ä", "https://example.com:8443/%C3%BC?q=%C3%A4"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700::1111]:81/", "http://[2606:4700::1111]:81/"),
        ("http://a_b.example/x%20y", "http://a_b.example/x%20y"),
        ("http://0x08080808/", "http://8.8.8.8/"),
    ],
)
def test_it_normalises_what_it_lets_through(closed, url, clean):
    assert check_url(url, audience="operator").url == clean


def test_it_lets_checks_alone_through_to_our_own_health(opened):
    check = partial(check_url, audience="operator", own_health=True)
    assert check("http://127.0.0.1:8000/healthz").port == 8000
    assert check("http://status.candor.test/healthz").path == "/healthz"
    for url in ("http://127.0.0.1:8000/healthz/", "http://status.candor.test/"):
        with pytest.raises(TargetBlocked):
            check(url)
    for host in ("127.0.0.1:8000", "localhost:8000", "status.candor.test"):
        with pytest.raises(TargetBlocked):
            check_url(f"http://{host}/healthz", audience="operator")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "[::1]", "0177.1", "2130706433"])
def test_hosts_are_judged_like_urls(closed, host):
    with pytest.raises(TargetBlocked):
        check_host(host, 5432, audience="operator")


@pytest.mark.parametrize(
    ("host", "port"), [("", 1), ("a b", 1), ("a/b", 1), ("x.example", 0), ("x", 70000), ("x", True)]
)
def test_malformed_hosts_are_refused(opened, host, port):
    with pytest.raises(InvalidTarget):
        check_host(host, port, audience="operator")


def test_a_plain_host_is_kept(closed):
    checked = check_host("DB.example.com.", 5432, audience="operator")
    assert (checked.host, checked.port, checked.address) == ("db.example.com", 5432, None)
