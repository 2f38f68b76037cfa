"""The tables. `event` is the source of truth; `account`, `hold` and `leg` can be rebuilt from it at any time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, Table, Text, text
from sqlalchemy.schema import SchemaItem

VERSION = 1
"""The version of this schema. A database of a later one is refused."""

tables = MetaData()
NUMBER = BigInteger().with_variant(Integer, "sqlite")
EXACT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its bytes, whatever the language of the database."""


def _table(name: str, *parts: SchemaItem, rowid: bool = True) -> Table[Any]:
    return Table(name, tables, *parts, sqlite_strict=True, sqlite_with_rowid=rowid)


about = _table("about", Column("name", Text, primary_key=True), Column("value", Text, nullable=False), rowid=False)

event = _table(
    "event",
    Column("seq", NUMBER, primary_key=True, autoincrement=False),
    Column("at", NUMBER, nullable=False),
    Column("kind", Text, nullable=False),
    Column("id", EXACT, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
"""`seq` is dense and no sequence object makes it: those leave gaps."""

law_events = Index(
    "event_of_law", event.c.seq,
    sqlite_where=event.c.kind.in_(("adopt", "limit", "open")), postgresql_where=event.c.kind.in_(("adopt", "limit", "open")),
)  # fmt: skip

account = _table(
    "account",
    Column("key", EXACT, primary_key=True),
    Column("used", NUMBER, nullable=False),
    Column("posted", NUMBER, nullable=False),
    Column("version", NUMBER, nullable=False),
    CheckConstraint("posted >= 0 AND used >= posted"),
    rowid=False,
)
"""No constraint ties usage to a bound: a fact is recorded even where it breaks one."""

hold = _table(
    "hold",
    Column("id", EXACT, primary_key=True),
    Column("state", SmallInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("expires", NUMBER, nullable=False),
    Column("opened", NUMBER, nullable=False),
    Column("closed", NUMBER, nullable=False),
    rowid=False,
)
due_holds = Index(
    "hold_due", hold.c.expires,
    sqlite_where=text("state = 0 AND expires > 0"), postgresql_where=text("state = 0 AND expires > 0"),
)  # fmt: skip

leg = _table(
    "leg",
    Column("account", EXACT, primary_key=True),
    Column("version", NUMBER, primary_key=True, autoincrement=False),
    Column("seq", NUMBER, nullable=False),
    Column("used_change", NUMBER, nullable=False),
    Column("posted_change", NUMBER, nullable=False),
    Column("used", NUMBER, nullable=False),
    Column("posted", NUMBER, nullable=False),
    rowid=False,
)
"""A change of an account, with its balance after it. Versions of an account are dense, so a gap shows."""

checkpoint = _table(
    "checkpoint",
    Column("size", NUMBER, primary_key=True, autoincrement=False),
    Column("root", LargeBinary, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
)

lease = _table(
    "writer_lease",
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("epoch", NUMBER, nullable=False),
    Column("holder", Text, nullable=False),
)

FOR_EVER = ("event", "leg", "checkpoint")
"""Tables in which nothing is changed or taken away."""
