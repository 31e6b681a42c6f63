"""Which addresses the guard lets through, under both settings of CANDOR_EGRESS_ALLOW."""

import pytest

from statuspage.egress import AddressClass, address_classify, judge, judge_all

NEVER = {
    "S04": ["0.0.0.0", "0.1.2.3"],
    "S12": ["::", "::ffff:0.0.0.0"],
    "S16": ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"],
    "S18": ["2002:7f00:1::", "2002:a00:1::"],
    "S18-teredo": ["2001:0:4136:e378:8000:63bf:80ff:fffe", "2001:0:7f00:1::f7f7:f7f7"],
    "S20": ["169.254.169.254", "169.254.0.1", "::ffff:169.254.169.254"],
    "S21": ["fd00:ec2::254", "fd20:ce::254"],
    "S23": ["100.100.100.200"],
    "S26": ["fe80::1", "fe80::1%eth0"],
    "S27": ["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"],
    "azure": ["168.63.129.16"],
    "isatap": ["2600::5efe:a00:1", "2600::200:5efe:7f00:1"],
}
CLOSED = {
    "S01": ["127.0.0.1"],
    "S02": ["127.8.8.8"],
    "S11": ["::1"],
    "S13": ["::ffff:127.0.0.1", "::ffff:7f00:1"],
    "S25": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "::ffff:10.0.0.1"],
    "S26": ["fc00::1", "fdff::1", "fec0::1"],
}
RESERVED = {
    "S23": ["100.64.0.1", "100.127.255.255"],
    "S27": ["240.0.0.1", "254.1.1.1"],
    "S28": ["192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.0.0.1", "192.88.99.1"],
    "S28-v6": [
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "100::1",
        "64:ff9b:1::1",
        "::7f00:1",
        "4000::1",
        "2001:2::1",
    ],
}
PUBLIC = {
    "neighbours": [
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "11.0.0.1",
        "9.255.255.255",
    ],
    "more": [
        "126.255.255.255",
        "128.0.0.1",
        "169.253.255.255",
        "169.255.0.0",
        "192.167.255.255",
        "192.169.0.0",
    ],
    "v6": ["2606:4700::1111", "2a00::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::"],
}


def cases(*tables):
    return [
        pytest.param(address, id=f"{name}-{address}")
        for table in tables
        for name, addresses in table.items()
        for address in addresses
    ]


@pytest.mark.parametrize("address", cases(NEVER, CLOSED, RESERVED))
@pytest.mark.parametrize("audience", ["operator", "visitor"])
def test_it_refuses_everything_inside_when_nothing_is_allowed(closed, address, audience):
    assert not judge(address, 80, audience=audience).allowed


@pytest.mark.parametrize("address", cases(NEVER, RESERVED))
def test_it_never_reaches_these_even_when_private_is_allowed(opened, address):
    assert not judge(address, 80, audience="operator").allowed


@pytest.mark.parametrize("address", cases(NEVER))
def test_no_network_in_the_setting_opens_these(settings, address):
    settings.CANDOR_EGRESS_ALLOW = frozenset({"0.0.0.0/0", "::/0", "loopback", "private", "cgnat"})
    assert not judge(address, 80, audience="operator").allowed


@pytest.mark.parametrize("address", cases(CLOSED))
def test_operators_reach_what_the_setting_lists_and_visitors_do_not(opened, address):
    assert judge(address, 80, audience="operator").allowed
    assert not judge(address, 80, audience="visitor").allowed


@pytest.mark.parametrize("address", cases(PUBLIC))
@pytest.mark.parametrize("audience", ["operator", "visitor"])
def test_neighbours_of_refused_networks_are_public(closed, address, audience):
    assert address_classify(address) is AddressClass.PUBLIC
    assert judge(address, 443, audience=audience).allowed


def test_a_single_network_can_be_opened(settings):
    settings.CANDOR_EGRESS_ALLOW = frozenset({"10.20.0.0/16", "198.18.0.0/15", "cgnat"})
    assert judge("10.20.3.4", 80, audience="operator").allowed
    assert judge("198.18.0.9", 80, audience="operator").allowed
    assert judge("100.64.0.1", 80, audience="operator").allowed
    assert not judge("10.21.0.1", 80, audience="operator").allowed
    assert not judge("10.20.3.4", 80, audience="visitor").allowed


def test_one_bad_address_refuses_the_whole_name_S30(closed):
    assert judge_all(["8.8.8.8", "1.1.1.1"], 80, audience="operator").allowed
    assert not judge_all(["8.8.8.8", "10.0.0.5"], 80, audience="operator").allowed
    assert not judge_all([], 80, audience="operator").allowed


@pytest.mark.parametrize("port", [22, 25, 110, 5432, 6379, 11211, 9200])
def test_ports_of_other_services_are_refused_S43(opened, port):
    assert not judge("8.8.8.8", port, audience="visitor", protocol="tcp").allowed
    assert not judge("8.8.8.8", port, audience="operator").allowed
    assert judge("8.8.8.8", port, audience="operator", protocol="tcp").allowed
    assert judge("10.0.0.1", port, audience="operator").allowed


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::ffff:127.0.0.1"])
def test_our_own_port_answers_to_its_health_alone_S43(opened, address):
    assert not judge(address, 8000, audience="operator").allowed
    assert not judge(address, 8000, audience="operator", path="/healthz/../admin/").allowed
    assert not judge(address, 8000, audience="operator", protocol="tcp").allowed
    assert judge(address, 8000, audience="operator", path="/healthz").allowed
    assert judge(address, 8001, audience="operator").allowed


def test_another_machine_may_use_the_same_port(opened):
    assert judge("10.255.254.253", 8000, audience="operator").allowed


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_out_of_range_is_refused(opened, port):
    assert not judge("8.8.8.8", port, audience="operator").allowed


def test_text_that_is_no_address_is_refused(opened):
    assert not judge("example.com", 80, audience="operator").allowed
