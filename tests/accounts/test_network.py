"""Where a request came from, and by what its limits are counted."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from oversight.accounts.network import network_of


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_all_addresses_of_one_line_are_counted_as_one(rf: RequestFactory, given: str, counted: str) -> None:
    assert network_of(rf.get("/", REMOTE_ADDR=given)) == counted
