"""Emptying the tests' database after a test that committed: only what holds something, which is little of it.

The framework's own way truncates every table there is and makes permissions and types anew, after each such test; a
truncation costs as much for an empty table as for a full one, and there are some hundred and fifty.
"""

from __future__ import annotations

from django.db import connection, transaction

from oversight.organisations.reference import write_reference_rows

# Written with the tables, and the same for every test.
_STAYING = ["django_migrations", "django_content_type", "auth_permission"]
_TABLES = """
    SELECT format('%%I', relname) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname <> ALL (%s)
"""


def empty_the_database() -> None:
    """Delete every row that a test left, and write again what stands after a migration."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TABLES, [_STAYING])
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in tables))
        full = [name for (name,) in cursor.fetchall()]
        # No trigger and no foreign key has a say in it: records that are kept for ever are kept until the test ends.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in full:
            cursor.execute(f"DELETE FROM {name}")
    write_reference_rows()
