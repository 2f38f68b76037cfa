"""The quota ledger's speed, beside the machine's own single-commit rate and a naive implementation that overspends.

python bench/ledger.py [--seconds 4] [--postgres]      print the table; exit 1 when something was over-allocated

A shipment touches three accounts, one of them the same for all. The disk decides most of it: read the ratios.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import multiprocessing
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from licet.ledger.ledger import Ledger, store_of
from licet.ledger.license import own_limit
from licet.ledger.request import Request
from licet.ledger.service import Service
from licet.ledger.tree import link
from licet.ledger.verify import audit, stored_events, verify
from licet.ledger.writer import Reply

T = TypeVar("T")
CLIENTS = 64
NAIVE_PROCESSES = 8
NAIVE_CAP = 1_000
GROUPS = 2_000
REPOSITORY = Path(__file__).resolve().parents[1]


def clock() -> int:
    return time.time_ns() // 1000


def single_commits(place: str, seconds: float) -> float:
    """One small row and one flush at a time: what the disk allows anybody who shares no commit. It is asked again beside every
    measurement, because on shared machines it moves by ten times within minutes.
    """
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS one (a INTEGER PRIMARY KEY, b BLOB) STRICT")
    done, begun = 0, time.perf_counter()
    while time.perf_counter() - begun < seconds:
        connection.execute("INSERT INTO one (b) VALUES (zeroblob(200))")
        done += 1
    return done / (time.perf_counter() - begun)


def single_commits_postgres(address: str, seconds: float) -> float:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS one (a BIGSERIAL PRIMARY KEY, b BYTEA)")
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            connection.execute("INSERT INTO one (b) VALUES (decode(repeat('00', 200), 'hex'))")
            done += 1
        return done / (time.perf_counter() - begun)


def naive(place: str, number: int, seconds: float, granted: multiprocessing.sharedctypes.Synchronized[int]) -> None:
    """Look whether it fits, then book: the obvious code."""
    connection = sqlite3.connect(place, isolation_level=None, timeout=30)
    random, until = Random(number), time.perf_counter() + seconds
    while time.perf_counter() < until:
        amount = random.randint(1, 20)
        (used,) = connection.execute("SELECT used FROM quota").fetchone()
        if used + amount <= NAIVE_CAP:
            connection.execute("UPDATE quota SET used = ?", (used + amount,))
            with granted.get_lock():
                granted.value += amount


def naive_overspends(folder: Path, seconds: float) -> tuple[int, int]:
    """Granted in all, and what the counter says: both out of the cap."""
    place = str(folder / "naive.db")
    connection = sqlite3.connect(place, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE quota (used INTEGER)")
    connection.execute("INSERT INTO quota VALUES (0)")
    fork = multiprocessing.get_context("fork")
    granted = fork.Value("q", 0)
    processes = [fork.Process(target=naive, args=(place, number, seconds, granted)) for number in range(NAIVE_PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    (used,) = connection.execute("SELECT used FROM quota").fetchone()
    return granted.value, used


def crowd(place: str, number: int) -> None:
    """One process of the same crowd, on the ledger: it asks until it is refused ten times."""
    random, ledger, refused, turn = Random(number), Ledger(store_of(place), clock), 0, 0
    while refused < 10:
        legs = (("quota:one", random.randint(1, 20)),)
        (reply,) = ledger.ask([Request(id=f"{number}.{turn}", kind="reserve", legs=legs, day="2025-06-02", layer="codified")])
        assert isinstance(reply, Reply)
        refused, turn = refused + (not reply.granted), turn + 1
        ledger.store.yield_turn()
    ledger.close()


def ours_overspends(folder: Path) -> int:
    """By how much the ledger is over its cap when the same processes crowd it; 0 when it is not."""
    place = str(folder / "crowd.db")
    with Ledger(store_of(place), clock) as ledger:
        ledger.found()
        ledger.limit([own_limit("cap", "quota", NAIVE_CAP)])
    fork = multiprocessing.get_context("fork")
    processes = [fork.Process(target=crowd, args=(place, number)) for number in range(NAIVE_PROCESSES)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    with Ledger(store_of(place), clock) as ledger:
        with ledger.store.read() as connection:
            verify(connection, place)
        return max(ledger.balance("quota:one")[0] - NAIVE_CAP, 0)


def founded(address: str) -> Ledger:
    """A ledger with a cap on the hot account that will bind at the very end, and room elsewhere."""
    ledger = Ledger(store_of(address), clock)
    ledger.found()
    limits = (
        own_limit("hot", "country", 10**14), own_limit("group", "lpp", 10**12, every="year"), own_limit("units", "desk", 10**14),
    )  # fmt: skip
    ledger.limit(limits)
    return ledger


def shipment(random: Random, name: str) -> Request:
    amount = random.randint(1, 50_000)
    legs = (("country:IN", amount), ("desk:sales", amount), (f"lpp:group {random.randrange(GROUPS)}:2025", amount))
    return Request(id=name, kind="reserve", legs=legs, day="2025-06-02", layer="codified", why="sha256:0123456789abcdef", by="bench")


def many_clients(ledger: Ledger, clients: int, seconds: float) -> tuple[float, list[float]]:
    """Reservations per second and the wait of each, with clients that ask again as soon as they are answered."""
    waits: list[list[float]] = [[] for _ in range(clients)]
    start = threading.Barrier(clients + 1)

    def client(number: int) -> None:
        random, turn = Random(number), 0
        start.wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            begun = time.perf_counter()
            reply = service.ask(shipment(random, f"{clients}.{number}.{turn}"))
            waits[number].append(time.perf_counter() - begun)
            assert reply.granted
            turn += 1

    with Service(ledger.writer) as service:
        threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        start.wait()
        begun = time.perf_counter()
        for thread in threads:
            thread.join()
        spent = time.perf_counter() - begun
    every = sorted(wait for one in waits for wait in one)
    return len(every) / spent, every


def bulk(ledger: Ledger, size: int, seconds: float) -> tuple[float, float]:
    """Reservations per second in batches of a size, and the processor time of one in microseconds."""
    random, done, spent, worked, turn = Random(1), 0, 0.0, 0.0, 0
    while spent < seconds:
        requests = [shipment(random, f"bulk.{turn}.{number}") for number in range(size)]
        begun, began = time.perf_counter(), time.process_time()
        replies = ledger.ask(requests)
        spent, worked = spent + time.perf_counter() - begun, worked + time.process_time() - began
        assert all(isinstance(reply, Reply) and reply.granted for reply in replies)
        done, turn = done + size, turn + 1
    ledger.store.yield_turn()
    return done / spent, worked / done * 1e6


def core_seconds(measured: Callable[[], object]) -> float:
    """The least processor time of three runs."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        found = measured()
        spent.append(time.process_time() - begun)
        del found
    return min(spent)


def hash_alone(rows: list[tuple[bytes, bytes]]) -> None:
    """What nobody can do without: one hash an event."""
    before = bytes(32)
    for body, stored in rows:
        before = link(before, body)
        assert before == stored


def verification(ledger: Ledger) -> list[tuple[str, float]]:
    """Events per second of one core's time: hashing alone, hashing and replaying, and the whole of what `audit verify` does."""
    gc.collect()
    gc.disable()
    try:
        with ledger.store.read() as connection:
            rows = [(bytes(body), bytes(stored)) for body, stored in stored_events(connection)]

            def whole() -> None:
                with ledger.store.read() as again:
                    verify(again, "bench")

            return [
                ("hash alone", len(rows) / core_seconds(lambda: hash_alone(rows))),
                ("hash and decide again", len(rows) / core_seconds(lambda: audit(rows, "bench", sizes=None))),
                ("the whole: read, hash, decide, grow the tree, compare the tables", len(rows) / core_seconds(whole)),
            ]
    finally:
        gc.enable()


def beside(base: Callable[[], float], measured: Callable[[], T]) -> tuple[T, float]:
    """A measurement, and the mean of the single-commit rates before and after it."""
    before = base()
    found = measured()
    return found, (before + base()) / 2


def row(what: str, rate: float, base: float, more: str = "") -> str:
    return f"| {what} | {rate:,.0f} | {base:,.0f} | {rate / base:,.1f} × | {more} |"


def milliseconds(waits: list[float]) -> str:
    at = {share: waits[min(len(waits) - 1, int(len(waits) * share))] * 1000 for share in (0.5, 0.99)}
    return f"p50 {at[0.5]:.1f} ms, p99 {at[0.99]:.1f} ms, max {waits[-1] * 1000:.0f} ms"


@contextmanager
def postgres() -> Iterator[str]:
    """A server of the bench's own."""
    found = importlib.util.spec_from_file_location("licet_postgres", REPOSITORY / "tools" / "postgres.py")
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    sys.modules["licet_postgres"] = module
    found.loader.exec_module(module)
    with module.server() as address:
        yield address


def measure(name: str, address: str, base: Callable[[], float], size: int, seconds: float) -> list[str]:
    lines = []
    ledger = founded(address)
    for clients in (1, 8, CLIENTS):
        (rate, waits), single = beside(base, partial(many_clients, ledger, clients, seconds))
        lines.append(row(f"{name}, {clients} clients", rate, single, milliseconds(waits)))
    (rate, worked), single = beside(base, partial(bulk, ledger, size, seconds))
    lines.append(row(f"{name}, bulk of {size:,}", rate, single, f"{worked:.1f} µs of a core each"))
    lines += [f"| {name}, audit, {what}: events per core second | {rate:,.0f} | | | |" for what, rate in verification(ledger)]
    ledger.close()
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--postgres", action="store_true", help="also on PostgreSQL, where it is installed")
    given = parser.parse_args()
    lines = ["| what | per second | single commits then | ratio | waits |", "|---|---:|---:|---:|---|"]
    over = False
    with tempfile.TemporaryDirectory(prefix="licet-bench-") as name:
        folder = Path(name)
        granted, counter = naive_overspends(folder, given.seconds)
        words = f"granted **{granted:,}** of {NAIVE_CAP:,}; its counter shows {counter:,}"
        lines.append(f"| naive read-then-write, {NAIVE_PROCESSES} processes | | | | {words} |")
        over = ours_overspends(folder)
        lines.append(f"| the same crowd on the ledger | | | | granted **{NAIVE_CAP + over:,}** of {NAIVE_CAP:,} |")
        base = partial(single_commits, str(folder / "single.db"), 1.0)
        lines += measure("SQLite", str(folder / "ledger.db"), base, 8_192, given.seconds)
    if given.postgres:
        with postgres() as address:
            lines += measure("PostgreSQL", address, partial(single_commits_postgres, address, 1.0), 4_096, given.seconds)
    print("\n".join(lines))
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
