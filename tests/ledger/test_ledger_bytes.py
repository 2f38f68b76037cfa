"""The bytes that are kept, the chain and the tree over them, and the audit that reads them again."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from quota_model import RULES
from quota_world import World, plain
from sqlalchemy import text

from licet.base.errors import IntegrityError
from licet.ledger.ledger import Ledger
from licet.ledger.limit import Limit, Term
from licet.ledger.request import Answer, Event, Reason, Request, body_of, decode, encode, request_in
from licet.ledger.tree import Frontier, link, root_of
from licet.ledger.verify import audit, read_record, stored_events, verify, write_record

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(0, 2**53 - 1)
AMOUNTS = st.integers(1, 2**53 - 1)
LEGS = st.lists(st.tuples(TEXTS, AMOUNTS), max_size=3).map(tuple)
ASKED = st.builds(
    Request, id=TEXTS, kind=TEXTS, legs=LEGS, why=TEXTS, by=TEXTS, expires=NUMBERS, amounts=st.lists(NUMBERS, max_size=3).map(tuple)
)  # fmt: skip
ANSWERED = st.builds(
    Answer, after=st.lists(NUMBERS, max_size=3).map(tuple),
    refused=st.lists(st.builds(Reason, account=TEXTS, asked=NUMBERS, what=TEXTS), max_size=2).map(tuple),
)  # fmt: skip


@pytest.mark.parametrize("kind", [Request, Answer, Reason, Event, Limit, Term])
def test_fields_stand_in_the_order_of_canonical_json(kind: type[msgspec.Struct]) -> None:
    assert list(kind.__struct_fields__) == sorted(kind.__struct_fields__)


@given(ASKED, ANSWERED, NUMBERS, NUMBERS)
def test_bytes_are_canonical_and_can_be_read_back(asked: Request, answered: Answer, seq: int, at: int) -> None:
    body = body_of(seq, at, encode(asked), answered)
    assert rfc8785.dumps(json.loads(body)) == body
    assert decode(body) == Event(answer=answered, at=at, request=asked, seq=seq)
    assert request_in(body) == encode(asked)


@pytest.mark.parametrize("limit", RULES, ids=lambda limit: limit.name)
def test_limits_are_canonical(limit: Limit) -> None:
    assert rfc8785.dumps(json.loads(encode(limit))) == encode(limit)


def test_the_chain_is_a_leaf_of_rfc_6962() -> None:
    before, body = sha256(b"before").digest(), b"body"
    assert link(before, body) == sha256(b"\0" + before + body).digest()


def test_the_tree_grows_to_the_root_of_its_definition() -> None:
    leaves = [sha256(bytes([number % 256, number // 256])).digest() for number in range(2_500)]
    for size in (0, 1, 2, 3, 7, 8, 1_023, 1_024, 1_025, 2_499, 2_500):
        grown = Frontier()
        for start in range(0, size, 700):
            grown.extend(leaves[start : min(start + 700, size)])
        again = Frontier.unpacked(grown.size, grown.packed())
        assert grown.root() == again.root() == root_of(leaves[:size])
        again.extend(leaves[size : size + 1])
        assert again.root() == root_of(leaves[: size + 1])


# The audit


@pytest.fixture
def lived(quick_folder: Path) -> Ledger:
    """A ledger with a life behind it."""
    world = World(str(quick_folder / "l.db"), 3).run(1_500)
    return world.reopened()


def test_the_audit_of_an_honest_ledger_is_clean_and_its_checkpoints_hold(lived: Ledger) -> None:
    with lived.store.read() as connection:
        found = verify(connection, "l")
        hashes = [bytes(stored) for _, stored in stored_events(connection)]
    assert found.roots and all(root == root_of(hashes[:size]) for size, root in found.roots.items())
    assert found.tree.root() == root_of(hashes)


def rows(ledger: Ledger) -> list[tuple[bytes, bytes]]:
    with ledger.store.read() as connection:
        return list(stored_events(connection))


def rehashed(bodies: list[bytes]) -> list[tuple[bytes, bytes]]:
    """A record whose owner forged it and hashed everything again."""
    before, made = bytes(32), []
    for body in bodies:
        before = link(before, body)
        made.append((body, before))
    return made


def test_any_changed_dropped_or_added_row_is_found(lived: Ledger) -> None:
    honest = rows(lived)
    at = len(honest) // 2
    body, stored = honest[at]
    for forged in (
        [*honest[:at], (body.replace(b'"at":', b'"at": '), stored), *honest[at + 1 :]],
        [*honest[:at], *honest[at + 1 :]],
        [*honest[:at], honest[at - 1], *honest[at:]],
        [*honest[:at], honest[at + 1], honest[at], *honest[at + 2 :]],
    ):
        with pytest.raises(IntegrityError, match=f"LIC-I001  Event {at + 1}"):
            audit(forged, "l")


def test_a_forged_answer_is_found_though_every_hash_is_right(lived: Ledger) -> None:
    honest = rows(lived)
    for number, (body, _) in enumerate(honest):
        kept = decode(body)
        if kept.request.kind == "reserve" and kept.answer.refused:
            lie = body_of(kept.seq, kept.at, request_in(body), Answer(after=(5,) * len(kept.request.legs)))
            forged = rehashed([*(b for b, _ in honest[:number]), lie, *(b for b, _ in honest[number + 1 :])])
            with pytest.raises(IntegrityError, match=f"LIC-I002.*event {kept.seq}"):
                audit(forged, "l")
            return
    raise AssertionError("no refusal to forge")


def test_a_wrong_balance_or_checkpoint_is_found(tmp_path: Path) -> None:
    with plain(str(tmp_path / "l.db")) as ledger:
        ledger.reserve([("stock:acme:MX", 7)], day="2025-02-01", layer="codified", id="a")
        ledger.store.take(0)
        for deed, what in (
            ("UPDATE account SET used = 6", "account"),
            ("UPDATE account SET used = 7; UPDATE hold SET state = 2", "hold"),
            ("UPDATE hold SET state = 0; DROP TRIGGER leg_update; UPDATE leg SET used_change = 6", "statement"),
            ("UPDATE leg SET used_change = 7; INSERT INTO checkpoint VALUES (2, zeroblob(32), zeroblob(32))", "checkpoint"),
        ):
            for one in deed.split(";"):
                ledger.store.connection.execute(text(one))
            ledger.store.connection.commit()
            with pytest.raises(IntegrityError, match=f"LIC-I003.*{what}"), ledger.store.read() as connection:
                verify(connection, "l")


def test_a_record_in_a_file_is_audited_without_its_ledger(lived: Ledger, tmp_path: Path) -> None:
    place = tmp_path / "record"
    with lived.store.read() as connection:
        count = write_record(stored_events(connection), place)
        whole = verify(connection, "l")
    found = audit(read_record(place), "record")
    assert (found.events, found.head, found.tree.root()) == (count, whole.head, whole.tree.root())
    lines = place.read_bytes().split(b"\n")
    place.write_bytes(b"\n".join([*lines[:9], lines[9].replace(b'"id":"r', b'"id":"s', 1), *lines[10:]]))
    with pytest.raises(IntegrityError, match="LIC-I001  Event 9"):
        audit(read_record(place), "record")
