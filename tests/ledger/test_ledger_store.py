"""One ledger on a real store, on both engines: same answers for ever, holds that lapse, writers that wait, databases that refuse."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

import pytest
from quota_model import RULES, cap
from quota_world import plain
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from licet.base.errors import BusyError, LedgerError
from licet.ledger.ledger import Ledger, open_ledger, store_of
from licet.ledger.limit import GRAINS_MOST
from licet.ledger.request import Request, encode
from licet.ledger.service import Service
from licet.ledger.state import State
from licet.ledger.verify import verify
from licet.ledger.writer import Reply

Address = Callable[[], str]
DAY = "2025-02-01"


def reserve(name: str, amount: int, key: str = "stock:acme:MX", **more: object) -> Request:
    return Request(**{"id": name, "kind": "reserve", "legs": ((key, amount),), "day": DAY, "layer": "codified", **more})


def audited(ledger: Ledger) -> int:
    with ledger.store.read() as connection:
        return verify(connection, "test").events


def test_the_same_request_gets_the_same_answer_for_ever(address: Address) -> None:
    place = address()
    with plain(place) as ledger:
        first, too_much = ledger.ask([reserve("a", 40), reserve("b", 20)])
        assert isinstance(first, Reply) and isinstance(too_much, Reply)
        assert first.granted and not too_much.granted
        ledger.void("a", id="v")
    with plain_again(place) as ledger:
        again, still = ledger.ask([reserve("a", 40), reserve("b", 20)])
        assert isinstance(again, Reply) and isinstance(still, Reply)
        assert (again.seq, again.again, encode(again.answer)) == (first.seq, True, encode(first.answer))
        assert not still.granted and encode(still.answer) == encode(too_much.answer), "a refusal is as final as a grant"
        assert ledger.balance("stock:acme:MX") == (0, 0)
        audited(ledger)


def plain_again(place: str) -> Ledger:
    return Ledger(store_of(place), lambda: 2_000)


def test_another_request_under_a_known_id_is_refused_and_nothing_changes(address: Address) -> None:
    with plain(address()) as ledger:
        replies = ledger.ask([reserve("a", 40), reserve("a", 41), reserve("a", 40)])
        assert isinstance(replies[0], Reply) and isinstance(replies[2], Reply) and replies[2].again
        assert isinstance(replies[1], LedgerError) and replies[1].complaint.code == "LIC-Q006"
        assert ledger.balance("stock:acme:MX") == (40, 0)


def test_a_batch_is_judged_in_order_and_a_bad_request_hurts_no_other(address: Address) -> None:
    with plain(address()) as ledger:
        replies = ledger.ask([reserve("a", 30), reserve("b", 30), reserve("zero", 0), reserve("c", 20)])
        assert [getattr(r, "granted", str(r)[:8]) for r in replies] == [True, False, "LIC-Q001", True]
        assert ledger.balance("stock:acme:MX") == (50, 0)
        (reason,) = replies[1].answer.refused  # type: ignore[union-attr]
        assert (reason.bound, reason.used, reason.asked, reason.short, reason.cite) == (50, 30, 30, 10, "a rule")


def test_all_accounts_or_none(address: Address) -> None:
    with plain(address()) as ledger:
        both = reserve("a", 60, legs=(("stock:acme:MX", 51), ("country:IN", 5)))
        (reply,) = ledger.ask([both])
        assert isinstance(reply, Reply) and not reply.granted
        assert ledger.balance("country:IN") == (0, 0)


@pytest.mark.parametrize("amount", [0, -1, GRAINS_MOST + 1, True])
def test_amounts_that_are_none(amount: int, tmp_path: Path) -> None:
    with plain(str(tmp_path / "l.db")) as ledger:
        before = audited(ledger)
        (error,) = ledger.ask([reserve("a", amount)])
        assert isinstance(error, LedgerError) and error.complaint.code == "LIC-Q001"
        assert audited(ledger) == before


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (reserve("a", 1, key="stok:acme:MX"), "LIC-Q004"),
        (reserve("not an id", 1), "LIC-Q002"),
        (reserve("a", 1, day="03/04/2025"), "LIC-Q003"),
        (reserve("a", 1, layer="wished"), "LIC-Q003"),
        (reserve("a", 1, legs=(("country:MX", 1), ("country:MX", 2))), "LIC-Q003"),
        (reserve("a", 1, legs=()), "LIC-Q003"),
        (reserve("a", 1, why="\x1b[2J"), "LIC-Q003"),
        (Request(id="a", kind="open"), "LIC-Q003"),
        (Request(id="a", kind="post"), "LIC-Q003"),
    ],
)
def test_requests_that_make_no_sense_leave_no_trace(request_: Request, code: str, tmp_path: Path) -> None:
    with plain(str(tmp_path / "l.db")) as ledger:
        before = audited(ledger)
        (error,) = ledger.ask([request_])
        assert isinstance(error, LedgerError) and error.complaint.code == code
        assert audited(ledger) == before


def test_holds_lapse_and_cannot_be_posted_after(address: Address) -> None:
    place = address()
    with plain(place) as ledger:
        ledger.ask([reserve("a", 40, expires=1_500), reserve("b", 10)])
    with plain_again(place) as ledger:
        replies = ledger.ask([Request(id="p", kind="post", hold="a"), reserve("c", 40)])
        assert [reply.granted for reply in replies if isinstance(reply, Reply)] == [False, True]
        assert ledger.balance("stock:acme:MX") == (50, 0)
        assert {hold.id for hold in ledger.holds("expired")} == {"a"}
        audited(ledger)


def test_time_never_runs_back(address: Address) -> None:
    place = address()
    with plain_again(place) as ledger:
        ledger.found()
    with plain(place) as ledger:
        (reply,) = ledger.ask([reserve("a", 1)])
        assert isinstance(reply, Reply) and reply.at == 2_000


def test_part_of_a_hold_may_leave_and_the_rest_is_free(address: Address) -> None:
    with plain(address()) as ledger:
        ledger.ask([reserve("a", 40)])
        assert not ledger.post("a", amounts=[41]).granted
        assert ledger.post("a", amounts=[15]).granted
        assert ledger.balance("stock:acme:MX") == (15, 15)
        assert not ledger.void("a").granted
        assert ledger.reverse("a").granted
        assert ledger.balance("stock:acme:MX") == (0, 0)


def test_over_the_end_of_a_year(address: Address) -> None:
    """A hold moves to the next year's account, in one step, or stays where it is."""
    with plain(address()) as ledger:
        legs = [("lpp:acme:2025", 60)]
        assert ledger.reserve(legs, day="2025-12-20", layer="codified", id="a").granted
        wrong_year = ledger.move("a", legs, day="2026-01-05", layer="codified", id="m0")
        assert not wrong_year.granted and ledger.balance("lpp:acme:2025") == (60, 0)
        moved = ledger.move("a", [("lpp:acme:2026", 60)], day="2025-12-30", received="2026-01-05", layer="codified", id="m")
        assert moved.granted
        assert (ledger.balance("lpp:acme:2025"), ledger.balance("lpp:acme:2026")) == ((0, 0), (60, 0))


def test_a_shipment_that_happened_is_recorded_and_the_breach_told(address: Address) -> None:
    with plain(address()) as ledger:
        reply = ledger.record([("stock:acme:MX", 70)], day=DAY)
        assert reply.granted and [(b.limit, b.short) for b in reply.answer.breaches] == [("steps 1", 20)]
        assert [(b.account, b.room) for b in ledger.breaches(day=DAY)] == [("stock:acme:MX", -20)]
        assert not ledger.breaches(day="2025-04-01"), "from April on the next step holds"


def test_a_lowered_limit_loses_nothing_and_is_seen(address: Address) -> None:
    place = address()
    with plain(place) as ledger:
        assert ledger.reserve([("country:MX", 200)], day=DAY, layer="codified", id="a").granted
        ledger.limit([cap("place", "country", 150, layer="codified", effect="policy")])
        (breach,) = ledger.breaches(day=DAY)
        assert (breach.account, breach.reserved, breach.room) == ("country:MX", 200, -50)
        assert not ledger.reserve([("country:MX", 1)], day=DAY, layer="codified").granted
        assert ledger.post("a").granted, "what was promised may still leave"
        assert not ledger.breaches(day=DAY, at=1) and len(ledger.limits(at=1_000).all) == len(RULES)
        audited(ledger)


def test_statements_as_of_any_moment(address: Address) -> None:
    place = address()
    now = [1_000]
    with plain(place) as made:
        made.close()
    with Ledger(store_of(place), lambda: now[0]) as ledger:
        for moment, amount in ((2_000, 10), (3_000, 20), (4_000, 5)):
            now[0] = moment
            ledger.reserve([("stock:acme:MX", amount)], day=DAY, layer="codified")
        assert [entry.used for entry in ledger.statement("stock:acme:MX")] == [10, 30, 35]
        assert [entry.used for entry in ledger.statement("stock:acme:MX", at=3_999)] == [10, 30]
        assert ledger.statement("stock:acme:MX", at=1_999) == []
        (standing,) = [s for s in ledger.board(day=DAY, at=3_000) if s.account == "stock:acme:MX"]
        assert (standing.reserved, standing.room) == (30, 20)


def test_what_was_retired_cannot_be_taken_back_again(address: Address) -> None:
    """Posted, gone, then reversed: the account holds nothing that could be taken, and the request spoils no other."""
    with plain(address()) as ledger:
        ledger.ask([reserve("a", 40), Request(id="p", kind="post", hold="a")])
        ledger.retire([("stock:acme:MX", 30)], day=DAY)
        replies = ledger.ask([Request(id="back", kind="reverse", hold="a"), reserve("b", 5)])
        assert [reply.granted for reply in replies if isinstance(reply, Reply)] == [False, True]
        assert ledger.balance("stock:acme:MX") == (15, 10)
        audited(ledger)


def test_no_account_grows_beyond_the_numbers(address: Address) -> None:
    """Facts are not refused for want of room, but no number that could not be kept is taken for one."""
    with plain(address()) as ledger:
        key = "stock:acme:MX"
        first, more = (ledger.record([(key, GRAINS_MOST)], day=DAY), ledger.record([(key, 1)], day=DAY))
        assert first.granted and first.answer.breaches and not more.granted
        far = ledger.reserve([(key, 1)], day="2027-01-01", layer="codified")
        assert not far.granted and far.answer.refused[0].what == "beyond what can be counted"
        audited(ledger)


# Writers


def test_a_second_writer_waits_and_then_says_busy(address: Address) -> None:
    place = address()
    with plain(place) as first:
        first.reserve([("stock:acme:MX", 1)], day=DAY, layer="codified")
        second = plain_again(place)
        with pytest.raises(BusyError, match="LIC-Q010"):
            second.writer.write([reserve("b", 1)], wait_ms=20)
        assert second.balance("stock:acme:MX") == (1, 0), "reading waits for nobody"
    (reply,) = second.ask([reserve("b", 1)])
    assert isinstance(reply, Reply) and reply.granted
    second.close()


def test_a_writer_that_was_taken_over_writes_nothing(address: Address) -> None:
    """Paused with its memory full, overtaken, awake again: it must not believe what it remembers."""
    place = address()
    old, new = plain(place), plain_again(place)
    old.reserve([("stock:acme:MX", 10)], day=DAY, layer="codified")
    old.store.yield_turn()
    new.reserve([("stock:acme:MX", 40)], day=DAY, layer="codified")
    new.close()
    (reply,) = old.ask([reserve("late", 1)])
    assert isinstance(reply, Reply) and not reply.granted
    assert audited(old) and old.balance("stock:acme:MX") == (50, 0)
    old.close()


def test_many_clients_share_commits_and_fill_a_limit_exactly(address: Address) -> None:
    ledger = plain(address())
    granted = []

    def client(number: int) -> None:
        for turn in range(10):
            reply = service.ask(reserve(f"{number}.{turn}", 1))
            granted.append(reply.granted)

    with Service(ledger.writer) as service:
        threads = [threading.Thread(target=client, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (sum(granted), len(granted)) == (50, 160)
    assert ledger.balance("stock:acme:MX") == (50, 0)
    audited(ledger)
    ledger.close()


def test_a_busy_service_lets_another_process_write(address: Address) -> None:
    """However much waits in one process, another one that asks is served within its patience."""
    place = address()
    ledger, other = plain(place), plain_again(place)
    over = threading.Event()

    def client(number: int) -> None:
        turn = 0
        while not over.is_set():
            service.ask(reserve(f"{number}.{turn}", 1, key="part:a:MX"))
            turn += 1

    with Service(ledger.writer) as service:
        threads = [threading.Thread(target=client, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for turn in range(3):
            (reply,) = other.writer.write([reserve(f"other {turn}".replace(" ", "-"), 1)], wait_ms=30_000)
            assert isinstance(reply, Reply) and reply.granted
            other.store.yield_turn()
        over.set()
        for thread in threads:
            thread.join()
    audited(ledger)


def test_whoever_waits_hears_when_the_writer_breaks(tmp_path: Path) -> None:
    """A defect in the writer is told to every client; nobody waits for ever."""
    ledger = plain(str(tmp_path / "l.db"))

    def broken(requests: list[Request]) -> object:
        raise ZeroDivisionError

    ledger.writer.write = broken  # type: ignore[method-assign, assignment]
    service = Service(ledger.writer)
    with pytest.raises(ZeroDivisionError):
        service.ask(reserve("a", 1))
    service._thread.join(10)
    with pytest.raises(LedgerError, match="LIC-Q016"):
        service.ask(reserve("b", 1))


def test_a_full_queue_says_busy_and_takes_nothing(tmp_path: Path) -> None:
    ledger = plain(str(tmp_path / "l.db"))
    gate = threading.Event()
    write = ledger.writer.write

    def slow(requests: list[Request]) -> object:
        gate.wait(10)
        return write(requests)

    ledger.writer.write = slow  # type: ignore[method-assign, assignment]
    with Service(ledger.writer, waiting_most=2) as service:
        futures: list[Future[Reply]] = [service.submit(reserve("first", 1))]
        while service._waiting:
            threading.Event().wait(0.001)
        futures += [service.submit(reserve(str(number), 1)) for number in range(2)]
        with pytest.raises(BusyError, match="2 requests wait"):
            service.submit(reserve("one too many", 1))
        gate.set()
        assert all(future.result(10).granted for future in futures)
    with pytest.raises(LedgerError, match="LIC-Q016"):
        service.submit(reserve("late", 1))
    ledger.close()


# What keeps for ever


@pytest.mark.parametrize("deed", ["UPDATE event SET at = 1", "DELETE FROM event", "DELETE FROM leg", "UPDATE leg SET used = 0"])
def test_the_record_cannot_be_changed_by_statement(deed: str, address: Address) -> None:
    with plain(address()) as ledger:
        ledger.reserve([("stock:acme:MX", 1)], day=DAY, layer="codified")
        ledger.store.take(0)
        with pytest.raises(SQLAlchemyError, match="never changed"):
            ledger.store.connection.execute(text(deed))


def test_readers_cannot_write(address: Address) -> None:
    with plain(address()) as ledger, pytest.raises(LedgerError, match="LIC-Q013"), ledger.store.read() as connection:
        connection.execute(text("INSERT INTO account VALUES ('x', 1, 1, 1)"))


# Databases that refuse


def test_no_ledger_there(address: Address) -> None:
    for ask in (lambda one: one.board(day=DAY), lambda one: one.reserve([("a:b", 1)], day=DAY, layer="codified")):
        ledger = open_ledger(address())
        with pytest.raises(LedgerError, match="LIC-Q013"):
            ask(ledger)
        ledger.close()


def test_a_ledger_of_a_newer_version(address: Address) -> None:
    place = address()
    with plain(place) as ledger:
        ledger.store.take(0)
        ledger.store.connection.execute(text("UPDATE about SET value = '2' WHERE name = 'schema'"))
        ledger.store.connection.commit()
    for ask in (Ledger.found, lambda one: one.board(day=DAY), lambda one: one.ask([reserve("a", 1)])):
        ledger = plain_again(place)
        with pytest.raises(LedgerError, match="LIC-Q011"):
            ask(ledger)
        ledger.close()


def test_a_full_disk(tmp_path: Path) -> None:
    """A real one as far as SQLite can tell: the file may not grow. What was acknowledged stays, the rest can be sent again."""
    place = str(tmp_path / "l.db")
    with plain(place) as ledger:
        ledger.store.take(0)
        raw = ledger.store.raw
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        (pages,) = raw.execute("PRAGMA page_count").fetchone()
        raw.execute(f"PRAGMA max_page_count = {pages + 2}").fetchall()
        many = [reserve(f"r{number}", 1, key=f"part:group {number}:MX") for number in range(800)]
        with pytest.raises(LedgerError, match="full"):
            for start in range(0, 800, 10):
                ledger.ask(many[start : start + 10])
        before = audited(ledger)
    with plain_again(place) as ledger:
        replies = ledger.ask(many)
        assert all(isinstance(reply, Reply) for reply in replies)
        assert audited(ledger) == 802 > before


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="LIC-Q014"):
        plain(str(tmp_path / "nowhere" / "l.db"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "l.db").write_text("no database" * 100)
    with pytest.raises(LedgerError, match="LIC-Q013"):
        plain(str(tmp_path / "l.db"))


@pytest.mark.parametrize("url", ["mysql://here", "", "https://there"])
def test_addresses_of_another_kind(url: str) -> None:
    with pytest.raises(LedgerError, match="LIC-Q015"):
        store_of(url)


def test_a_copy_on_a_still_disk_can_be_read(tmp_path: Path) -> None:
    with plain(str(tmp_path / "l.db")) as ledger:
        ledger.reserve([("stock:acme:MX", 1)], day=DAY, layer="codified")
    shutil.copy(tmp_path / "l.db", tmp_path / "copy.db")
    assert sqlite3.connect(tmp_path / "copy.db").execute("SELECT count(*) FROM event").fetchone() == (3,)
    with Ledger(store_of(str(tmp_path / "copy.db")), lambda: 0) as copy:
        assert audited(copy) == 3


def test_memory_says_what_the_disk_says(address: Address) -> None:
    place = address()
    with plain(place) as ledger:
        ledger.ask([reserve(str(number), 3, key=f"part:g{number % 7}:MX") for number in range(40)])
        state = ledger.writer.state
        assert isinstance(state, State)
        with ledger.store.read() as connection:
            assert verify(connection, place).state.accounts.keys() >= state.accounts.keys()
