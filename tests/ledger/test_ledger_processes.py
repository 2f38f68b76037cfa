"""Real processes on one ledger, and kill -9: what was acknowledged is there, nothing is over, and answers follow real time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from quota_model import cap

from licet.base.errors import BusyError
from licet.ledger.ledger import Ledger, store_of
from licet.ledger.request import Event, Request, decode
from licet.ledger.verify import stored_events, verify
from licet.ledger.writer import Reply

FORK = multiprocessing.get_context("fork")
BOUND = 300
KILLS = 50
KILLS_MORE = 1_000
HOT = "hot:acme"
SECONDS_MAX = 120


@dataclass(frozen=True)
class Told:
    """One acknowledged request: when it was sent and answered, by a clock that all processes share."""

    id: str
    seq: int
    granted: bool
    sent: int
    heard: int


def founded(place: str) -> None:
    with Ledger(store_of(place), lambda: time.time_ns() // 1000) as ledger:
        ledger.found()
        rules = (cap("hot", "hot", BOUND), cap("cold", "cold", 10**12))
        ledger.writer.transact([Request(id="rules", kind="limit", limits=rules)])


def work(place: str, log: str, number: int, turns: int) -> None:
    """A process: reserve, post, void; write down each acknowledgement the moment it came."""
    random = Random(number)
    ledger = Ledger(store_of(place), lambda: time.time_ns() // 1000)
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    mine: list[str] = []
    for turn in range(turns):
        batch = []
        for item in range(random.randint(1, 6)):
            name = f"{number}.{turn}.{item}"
            if mine and random.random() < 0.35:
                batch.append(Request(id=name, kind=random.choice(("post", "void")), hold=mine.pop(random.randrange(len(mine)))))
            else:
                legs = (("cold:acme", 1), (HOT, random.randint(1, 4)))
                batch.append(Request(id=name, kind="reserve", legs=legs, day="2025-02-01", layer="codified"))
        sent = time.monotonic_ns()
        try:
            replies = ledger.writer.write(batch, wait_ms=20_000)
        except BusyError:
            continue
        heard = time.monotonic_ns()
        lines = []
        for reply in replies:
            assert isinstance(reply, Reply), reply
            lines.append(f"{reply.request.id} {reply.seq} {int(reply.granted)} {sent} {heard}\n")
            if reply.granted and reply.request.kind == "reserve":
                mine.append(reply.request.id)
        os.write(out, "".join(lines).encode())
        if random.random() < 0.5:
            ledger.store.yield_turn()
    ledger.close()


def told(logs: list[Path]) -> list[Told]:
    found = []
    for log in logs:
        for line in log.read_text().splitlines() if log.exists() else ():
            name, seq, granted, sent, heard = line.split()
            found.append(Told(name, int(seq), granted == "1", int(sent), int(heard)))
    return found


def judge(place: str, logs: list[Path]) -> list[Event]:
    """What every history has to show."""
    with Ledger(store_of(place), lambda: 0) as ledger, ledger.store.read() as connection:
        kept = [decode(bytes(body)) for body, _ in stored_events(connection)]
        state = verify(connection, place).state
    assert state.accounts[HOT].used <= BOUND
    by_id = {one.request.id: one for one in kept}
    history = told(logs)
    for one in history:
        assert one.id in by_id, f"{one.id} was acknowledged and is lost"
        assert (by_id[one.id].seq, not by_id[one.id].answer.refused) == (one.seq, one.granted)
    highest, heard = 0, sorted(history, key=lambda one: one.heard)
    at = 0
    for one in sorted(history, key=lambda one: one.sent):
        while at < len(heard) and heard[at].heard < one.sent:
            highest = max(highest, heard[at].seq)
            at += 1
        assert one.seq > highest, "a request was put before one that had been answered when it was sent"
    return kept


def start(*arguments: object) -> multiprocessing.process.BaseProcess:
    process = FORK.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def test_four_processes_at_once(address: Callable[[], str], tmp_path: Path) -> None:
    place = address()
    founded(place)
    logs = [tmp_path / f"{number}.log" for number in range(4)]
    processes = [start(place, str(log), number, 25) for number, log in enumerate(logs)]
    for process in processes:
        process.join(SECONDS_MAX)
        assert process.exitcode == 0
    kept = judge(place, logs)
    assert len(told(logs)) == len(kept) - 2, "every request was answered"
    assert any(one.answer.refused for one in kept), "the limit did not bind"


def killed(place: str, tmp_path: Path, kills: int, seed: int) -> int:
    """Start writers and kill them; two work at any time."""
    random = Random(seed)
    founded(place)
    logs: list[Path] = []
    alive: list[multiprocessing.process.BaseProcess] = []
    for number in range(kills + 2):
        logs.append(tmp_path / f"{number}.log")
        alive.append(start(place, str(logs[-1]), number, 100_000))
        if len(alive) > 2:
            time.sleep(random.uniform(0.02, 0.12))
            victim = alive.pop(random.randrange(len(alive)))
            assert victim.pid is not None and victim.exitcode is None
            os.kill(victim.pid, signal.SIGKILL)
            victim.join(SECONDS_MAX)
    for process in alive:
        process.kill()
        process.join(SECONDS_MAX)
    judge(place, logs)
    return len(told(logs))


def test_kill_9(address: Callable[[], str], tmp_path: Path) -> None:
    assert killed(address(), tmp_path, KILLS, 1) > KILLS


@pytest.mark.soak
def test_kill_9_a_thousand_times(
    address: Callable[[], str], tmp_path: Path, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> None:
    acknowledged = killed(address(), tmp_path, KILLS_MORE, 2)
    engine = request.node.callspec.params["address"]
    record_property(f"{engine}: kill -9", KILLS_MORE)
    record_property(f"{engine}: acknowledged before, and there after", acknowledged)
    record_property(f"{engine}: acknowledged and lost", 0)
    assert acknowledged > KILLS_MORE
