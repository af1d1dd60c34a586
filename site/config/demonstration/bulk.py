"""Writing very many rows at once: one statement over plain tuples on SQLite, COPY on PostgreSQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

Row = tuple[Any, ...]


def first_free(model: type[models.Model]) -> int:
    """The number after the highest in use."""
    last: int | None = model._default_manager.aggregate(last=models.Max("pk"))["last"]  # noqa: SLF001 - Django's own name for it
    return (last or 0) + 1


def write(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows given as values of these columns (dates and times as text in UTC); the others get their defaults."""
    fields = [field for field in model._meta.concrete_fields if field.column not in columns and not field.primary_key]  # noqa: SLF001
    usual = tuple(field.get_db_prep_save(field.get_default(), connection) for field in fields)
    names = ", ".join(connection.ops.quote_name(name) for name in (*columns, *(str(field.column) for field in fields)))
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001
    whole = (row + usual for row in rows)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({names}) FROM STDIN", whole)
    else:
        marks = ", ".join(["%s"] * (len(columns) + len(fields)))
        with connection.cursor() as cursor:
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(whole))  # noqa: S608 - names are ours


def _copy(statement: str, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def number_on(tables: Iterable[type[models.Model]]) -> None:
    """Let the database go on counting after numbers that were given by hand."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)
