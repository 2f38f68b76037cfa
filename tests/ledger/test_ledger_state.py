"""The whole life of holds against the second opinion, step by step; and the quick way against the judge."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from quota_model import RULES, Model, cap
from quota_traffic import ACCOUNTS, DAYS, request

from licet.ledger.request import Answer, Request, checked_request
from licet.ledger.state import State

STEPS = 120


def run(random: Random, steps: int) -> tuple[State, Model]:
    """Drive both with the same requests, holds lapsing when their time is over."""
    state, model = State(moves=[]), Model(rules=())
    first = Request(id="rules", kind="limit", limits=RULES)
    assert model.agrees(first, state.apply(first, 0, 1), 0)
    at, seq, holds = 1, 1, []
    for number in range(steps):
        at += random.randint(0, 40)
        for hold in [h for h, booked in model.holds.items() if booked.state == "pending" and 0 < booked.expires <= at]:
            seq += 1
            lapse = Request(id=f"expire {hold}", kind="expire", hold=hold)
            assert model.agrees(lapse, state.apply(lapse, at, seq), at)
        seq += 1
        asked = checked_request(request(random, number, holds, at))
        answer = state.apply(asked, at, seq)
        assert model.agrees(asked, answer, at), (asked, answer)
        if asked.kind in ("reserve", "move"):
            holds.append(asked.id)
        for key, account in state.accounts.items():
            assert (account.used - account.posted, account.posted) == (model.pending.get(key, 0), model.posted.get(key, 0))
    return state, model


def test_every_answer_is_the_one_that_had_to_be_given() -> None:
    for seed in range(300):
        run(Random(seed), 40)


HOLD = st.integers(0, 11)
LEGS = st.dictionaries(st.sampled_from(ACCOUNTS), st.integers(1, 120), min_size=1, max_size=3)
DAY = st.sampled_from(DAYS)


class Life(RuleBasedStateMachine):
    """The same, step by step, so that a failure shrinks to the few steps that matter."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.model, self.at, self.seq = State(), Model(rules=()), 1, 0
        self.ask(Request(id="rules", kind="limit", limits=RULES))

    def ask(self, request: Request) -> None:
        self.seq += 1
        assert self.model.agrees(request, self.state.apply(request, self.at, self.seq), self.at), request

    @rule(legs=LEGS, day=DAY, layer=st.sampled_from(["codified", "enforced"]), lasts=st.sampled_from([0, 0, 3, 30]))
    def reserve(self, legs: dict[str, int], day: str, layer: str, lasts: int) -> None:
        expires = self.at + lasts if lasts else 0
        self.ask(
            Request(id=str(self.seq), kind="reserve", legs=tuple(sorted(legs.items())), day=day, layer=layer, expires=expires)
        )

    @rule(kind=st.sampled_from(["post", "void", "reverse"]), hold=HOLD)
    def settle(self, kind: str, hold: int) -> None:
        self.ask(Request(id=str(self.seq), kind=kind, hold=str(hold)))

    @rule(hold=HOLD, amounts=st.lists(st.integers(0, 60), min_size=1, max_size=3))
    def post_in_part(self, hold: int, amounts: list[int]) -> None:
        self.ask(Request(id=str(self.seq), kind="post", hold=str(hold), amounts=tuple(amounts)))

    @rule(hold=HOLD, legs=LEGS, day=DAY)
    def move(self, hold: int, legs: dict[str, int], day: str) -> None:
        self.ask(
            Request(id=str(self.seq), kind="move", hold=str(hold), legs=tuple(sorted(legs.items())), day=day, layer="codified")
        )

    @rule(kind=st.sampled_from(["record", "retire"]), legs=LEGS, day=DAY)
    def fact(self, kind: str, legs: dict[str, int], day: str) -> None:
        self.ask(Request(id=str(self.seq), kind=kind, legs=tuple(sorted(legs.items())), day=day))

    @rule(bound=st.integers(0, 400))
    def the_law_changes(self, bound: int) -> None:
        self.ask(Request(id=str(self.seq), kind="limit", limits=(cap("place", "country", bound, layer="codified"),)))

    @rule(seconds=st.integers(1, 40))
    def time_goes_on(self, seconds: int) -> None:
        self.at += seconds
        for hold in [h for h, booked in self.model.holds.items() if booked.state == "pending" and 0 < booked.expires <= self.at]:
            self.ask(Request(id=f"expire {hold}", kind="expire", hold=hold))

    @invariant()
    def balances_are_the_same(self) -> None:
        for key, account in self.state.accounts.items():
            expected = (self.model.pending.get(key, 0), self.model.posted.get(key, 0))
            assert (account.used - account.posted, account.posted) == expected


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


@pytest.mark.soak
def test_many_long_lives() -> None:
    for seed in range(20_000):
        run(Random(seed), STEPS)


def test_legs_add_up_to_balances() -> None:
    for seed in range(20):
        state, _ = run(Random(seed), STEPS)
        sums: dict[str, list[int]] = {}
        for key, version, _, used_change, posted_change, used, posted in state.moves or ():
            total = sums.setdefault(key, [0, 0, 0])
            assert version == total[2] + 1
            total[0] += used_change
            total[1] += posted_change
            total[2] += 1
            assert total[:2] == [used, posted]
        assert {key: tuple(total) for key, total in sums.items()} == {
            key: (a.used, a.posted, a.version) for key, a in state.accounts.items() if a.version
        }


def test_the_quick_way_says_what_the_judge_says() -> None:
    """Every reservation is asked twice: as it is, and with the quick way shut."""
    for seed in range(30):
        quick, slow = State(), State()
        random, holds = Random(seed), []
        for one in (quick, slow):
            one.apply(Request(id="rules", kind="limit", limits=RULES), 0, 1)
        for number in range(STEPS):
            asked = checked_request(request(random, number, holds, 0))
            slowly = slow.reserve_slowly(asked, number, {}) if asked.kind == "reserve" else slow.apply(asked, 0, number)
            answer: Answer = quick.apply(asked, 0, number)
            assert answer.after == slowly.after and answer.refused == slowly.refused
            if asked.kind in ("reserve", "move"):
                holds.append(asked.id)
