"""The table of addresses that may not be connected to, and what an operator exempts from it."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Reason
from adapters.web.addresses import SPECIAL_V4, SPECIAL_V6, Allow, canonical_host, forbidden

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2600::1",
    "2a00:1450:4001:80b::200e",
    "::ffff:1.1.1.1",
    "64:ff9b::1.1.1.1",
    "2002:101:101::1",
]

SPECIAL = [
    *("0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255"),
    *("127.0.0.0", "127.0.0.1", "127.255.255.255", "168.63.129.16", "169.254.0.0", "169.254.169.254"),
    *("172.16.0.0", "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.0.192", "192.0.2.1"),
    *("192.31.196.1", "192.52.193.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "192.175.48.1"),
    *("198.18.0.0", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255"),
    *("240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::2", "100::1", "100:0:0:1::1", "2001:1::1", "2001:2::1", "2001:3::1"),
    *("2001:4:112::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2620:4f:8000::1", "3fff::1"),
    *("3fff:fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "feff::1"),
    *("ff02::1", "ff0e::1", "4000::1", "e000::1", "1::1", "400::1"),
]

CARRIERS = {
    "IPv4-mapped": "::ffff:{}",
    "IPv4-compatible": "::{}",
    "IPv4-translated": "::ffff:0:{}",
    "NAT64": "64:ff9b::{}",
    "local-use NAT64": "64:ff9b:1::{}",
    "ISATAP": "2a00:1450::5efe:{}",
    "ISATAP of a global IPv4 address": "2a00:1450::200:5efe:{}",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_may_be_connected_to(address: str) -> None:
    assert forbidden(ip_address(address)) is None


@pytest.mark.parametrize("address", SPECIAL)
def test_an_address_set_aside_may_not(address: str) -> None:
    assert forbidden(ip_address(address))


@pytest.mark.parametrize("network", [network for network, _ in (*SPECIAL_V4, *SPECIAL_V6)], ids=str)
def test_a_special_block_is_refused_from_its_first_address_to_its_last(
    network: IPv4Network | IPv6Network,
) -> None:
    assert forbidden(network[0])
    assert forbidden(network[-1])


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1", "0.0.0.0"])
@pytest.mark.parametrize("form", CARRIERS.values(), ids=CARRIERS.keys())
def test_a_private_address_inside_an_ipv6_form_is_found(form: str, inner: str) -> None:
    assert forbidden(ip_address(form.format(inner)))


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.1.1"])
def test_a_private_address_inside_6to4_and_teredo_is_found(inner: str) -> None:
    number = int(IPv4Address(inner))
    six_to_four = IPv6Address(0x2002 << 112 | number << 80 | 1)
    behind_teredo = IPv6Address(0x2001 << 112 | 0x01010101 << 64 | number ^ 0xFFFF_FFFF)
    teredo_server = IPv6Address(0x2001 << 112 | number << 64 | 0x01010101 ^ 0xFFFF_FFFF)
    assert forbidden(six_to_four)
    assert forbidden(behind_teredo)
    assert forbidden(teredo_server)


def test_forms_through_which_no_site_is_reached_are_refused_whatever_they_carry() -> None:
    assert forbidden(ip_address("2001:0:101:101::fefe:fefe"))  # Teredo
    assert forbidden(ip_address("::1.1.1.1"))
    assert forbidden(ip_address("64:ff9b:1::1.1.1.1"))


@given(st.ip_addresses(v=4))
def test_ipv4_agrees_with_the_standard_library_but_where_that_is_lenient(address: IPv4Address) -> None:
    lenient = ("168.63.129.16/32", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24")
    stricter = (*lenient, "192.175.48.0/24", "224.0.0.0/4")
    if any(address in ip_network(network) for network in stricter):
        assert forbidden(address)
    else:
        assert (forbidden(address) is None) == address.is_global


@given(st.ip_addresses(v=6) | st.ip_addresses(network="2000::/3"))
def test_what_is_allowed_in_ipv6_the_standard_library_calls_global(address: IPv6Address) -> None:
    carriers = ("::ffff:0:0/96", "64:ff9b::/96", "2002::/16")
    if forbidden(address) is None and not any(address in ip_network(carrier) for carrier in carriers):
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(network="2400::/6"))
def test_addresses_given_out_to_networks_are_allowed(address: IPv6Address) -> None:
    assert (forbidden(address) is None) == (address not in ip_network("2620:4f:8000::/48"))


@given(st.ip_addresses(v=4), st.sampled_from(["::ffff:{}", "64:ff9b::{}"]))
def test_an_address_and_its_mapped_and_translated_forms_are_judged_alike(
    address: IPv4Address, form: str
) -> None:
    assert (forbidden(address) is None) == (forbidden(ip_address(form.format(address))) is None)


# ---- what an operator allows ------------------------------------------------------------------


@pytest.mark.parametrize("entry", ["10.0.0.0/8", "10.1.2.3", "10.1.2.0/24"])
def test_a_range_or_an_address_exempts_any_port_there(entry: str) -> None:
    allow = Allow.parse([entry])
    assert allow.objection(ip_address("10.1.2.3"), 80) is None
    assert allow.objection(ip_address("10.1.2.3"), 9200) is None
    assert allow.objection(ip_address("::ffff:10.1.2.3"), 9200) is None


def test_a_range_exempts_nothing_outside_of_it() -> None:
    allow = Allow.parse(["10.1.2.0/24", "fd00::/64"])
    for outside in ("10.1.3.1", "127.0.0.1", "fd00:0:0:1::1", "64:ff9b::10.1.2.3"):
        objection = allow.objection(ip_address(outside), 80)
        assert objection is not None
        assert objection[0] is Reason.PRIVATE_ADDRESS
    assert allow.objection(ip_address("1.1.1.1"), 22) == (Reason.BAD_LINK, "port 22")


def test_a_host_alone_is_exempt_on_every_port_and_no_other_host_is() -> None:
    allow = Allow.parse(["wiki.corp.example"])
    assert allow.exempts("wiki.corp.example", 80)
    assert allow.exempts("wiki.corp.example", 8090)
    assert not allow.exempts("corp.example", 80)
    assert not allow.exempts("x.wiki.corp.example", 80)


@pytest.mark.parametrize("host", ["wiki.corp.example", "127.0.0.1", "::1"])
def test_a_host_with_a_port_is_exempt_on_that_port_alone(host: str) -> None:
    allow = Allow.parse([f"[{host}]:8090" if ":" in host else f"{host}:8090"])
    assert allow.exempts(host, 8090)
    assert not allow.exempts(host, 8091)
    assert not allow.exempts(host, 80)
    assert not allow.exempts("other.example", 8090)
    assert not allow.ranges


@pytest.mark.parametrize(
    ("entry", "host"),
    [
        ("Wiki.Corp.Example", "wiki.corp.example"),
        ("wiki.corp.example.", "wiki.corp.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("printer_3", "printer_3"),
        (" wiki ", "wiki"),
    ],
)
def test_a_host_is_compared_by_one_spelling(entry: str, host: str) -> None:
    assert Allow.parse([entry]).exempts(host, 80)


@pytest.mark.parametrize("entry", ["::1", "[::1]", "0:0:0:0:0:0:0:1", "::1/128"])
def test_an_ipv6_address_may_be_written_in_each_way(entry: str) -> None:
    assert Allow.parse([entry]).covers(ip_address("::1"))


@pytest.mark.parametrize(
    "entry",
    [
        *("", " ", ":", ":80", "wiki:", "wiki:0", "wiki:65536", "wiki:http", "wiki:80:80"),
        *("http://wiki/", "wiki/path", "10.0.0.1/8", "10.0.0.0/33", "2130706433", "127.1", "0x7f.0.0.1"),
        *("*.corp.example", "a..b", "user@wiki", "[wiki]:80", "[::1", "[::1]80", "wi ki", "a" * 64),
    ],
)
def test_a_malformed_entry_is_a_value_error_that_names_it(entry: str) -> None:
    with pytest.raises(ValueError) as told:
        Allow.parse(["10.0.0.0/8", entry])
    assert repr(entry.strip()) in str(told.value)


@given(st.text(max_size=40))
def test_a_canonical_host_is_its_own_canonical_host(text: str) -> None:
    host = canonical_host(text)
    assert host is None or canonical_host(host) == host
