"""Addresses of databases are read as they are written, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oversight.launch.addresses import DatabaseAddress, parse_database_url

WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=["Cc", "Cs"]), min_size=1)


@given(name=WORDS, user=WORDS, password=WORDS, port=st.integers(1, 65535), certificate=WORDS)
def test_an_address_survives_being_written(name: str, user: str, password: str, port: int, certificate: str) -> None:
    address = DatabaseAddress(name, user, password, "db.example.org", port, (("sslrootcert", certificate),))
    if name.startswith("/"):
        return
    assert parse_database_url(address.url) == address


def test_what_the_programs_of_postgresql_are_told() -> None:
    address = parse_database_url("postgres://someone:p%40ss@db.example.org:6432/quality?sslmode=require")
    assert address.environment == {
        "PGDATABASE": "quality",
        "PGUSER": "someone",
        "PGPASSWORD": "p@ss",
        "PGHOST": "db.example.org",
        "PGPORT": "6432",
        "PGSSLMODE": "require",
    }


def test_a_socket_folder_and_no_port() -> None:
    address = parse_database_url("postgresql:///quality?host=/run/postgresql")
    assert (address.host, address.port, address.name) == ("/run/postgresql", None, "quality")
    assert address.environment == {"PGDATABASE": "quality", "PGHOST": "/run/postgresql"}


def test_an_address_of_numbers_with_colons() -> None:
    address = parse_database_url("postgresql://me@[::1]:5433/quality")
    assert (address.host, address.port) == ("::1", 5433)
    assert parse_database_url(address.url) == address


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://me:secret@host/name", "must begin with postgresql://"),
        ("postgresql://me:secret@host", "names no database"),
        ("postgresql://me:secret@host:port/name", "a port that is no number"),
        ("host/name", "must begin with postgresql://"),
    ],
)
def test_what_is_wrong_is_said_without_the_password(url: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        parse_database_url(url)
    assert "secret" not in str(raised.value)
