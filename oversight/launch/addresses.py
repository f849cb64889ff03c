"""Addresses of servers, as they stand in DATABASE_URL and REDIS_URL."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

POSTGRESQL_SCHEMES = frozenset({"postgres", "postgresql", "pgsql", "psql"})


@dataclass(frozen=True)
class DatabaseAddress:
    """Where a PostgreSQL database is and who signs in to it; `options` are libpq's own names."""

    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: int | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """The address as one line, for DATABASE_URL; a socket's folder goes into the query."""
        signs_in = quote(self.user, safe="") + (f":{quote(self.password, safe='')}" if self.password else "")
        host = f"[{self.host}]" if ":" in self.host else quote(self.host, safe="")
        port = "" if self.port is None else f":{self.port}"
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in self.options)
        at = f"{signs_in}@" if signs_in else ""
        return f"postgresql://{at}{host}{port}/{quote(self.name, safe='')}" + (f"?{query}" if query else "")

    @property
    def environment(self) -> dict[str, str]:
        """The address for PostgreSQL's own programs, so that no password stands on a command line."""
        names = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
        values = {
            "PGDATABASE": self.name,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
            "PGHOST": self.host,
            "PGPORT": "" if self.port is None else str(self.port),
            **{names[name]: value for name, value in self.options if name in names},
        }
        return {name: value for name, value in values.items() if value}


def parse_database_url(url: str) -> DatabaseAddress:
    """Read a DATABASE_URL; ValueError says what is wrong with it and never repeats a password."""
    parts = urlsplit(url)
    if parts.scheme not in POSTGRESQL_SCHEMES:
        raise ValueError(
            f"DATABASE_URL must begin with postgresql://, not {parts.scheme or 'nothing'}://. "
            "Write it as postgresql://user:password@host:5432/name"
        )
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("DATABASE_URL names no database. Write it as postgresql://user:password@host:5432/name")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("DATABASE_URL has a port that is no number from 1 to 65535.") from None
    options = dict(parse_qsl(parts.query))
    return DatabaseAddress(
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(parts.hostname or "") or options.pop("host", ""),
        port=port if port is not None else (int(options.pop("port")) if "port" in options else None),
        options=tuple(sorted(options.items())),
    )


def free_port() -> int:
    """A port of the loopback address that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
