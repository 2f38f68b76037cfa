"""The judge alone: what fits, what does not, and by how much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from quota_model import cap, share

from licet.ledger.admit import admit
from licet.ledger.limit import Bound

KEYS = st.sampled_from(["a:x", "b:x", "c:x"])
AMOUNTS = st.integers(0, 2**53 - 1)
BALANCES = st.dictionaries(KEYS, st.tuples(AMOUNTS, AMOUNTS).map(lambda pair: (max(pair), min(pair))))


def bound_on(bound: int, *terms: tuple[int, str]) -> Bound:
    limit = share("rule", tuple((c, key[0], False) for c, key in terms), bound)
    return Bound(limit, tuple((key, c) for c, key in terms))


BOUNDS = st.lists(
    st.builds(
        lambda bound, terms: bound_on(bound, *terms),
        st.integers(-(2**53), 2**53),
        st.lists(st.tuples(st.sampled_from([1, 2, 4, 100, -1, -7]), KEYS), min_size=1, max_size=3),
    ),
    max_size=4,
)
CHANGES = st.dictionaries(KEYS, AMOUNTS.map(lambda n: (n, 0)), min_size=1)


def test_exactly_at_the_bound_fits_and_a_grain_more_does_not() -> None:
    rule = [bound_on(100, (1, "a:x"))]
    assert not admit({"a:x": (60, 10)}, rule, {"a:x": (40, 0)})
    (reason,) = admit({"a:x": (60, 10)}, rule, {"a:x": (41, 0)})
    assert (reason.bound, reason.used, reason.asked, reason.short) == (100, 60, 41, 1)


def test_seven_of_a_hundred_needs_no_division() -> None:
    rule = [bound_on(0, (100, "a:x"), (-7, "b:x"))]
    assert not admit({"b:x": (100, 100)}, rule, {"a:x": (7, 0)})
    assert admit({"b:x": (100, 100)}, rule, {"a:x": (8, 0)})


def test_what_is_only_reserved_makes_no_room() -> None:
    rule = [bound_on(0, (2, "a:x"), (-1, "b:x"))]
    assert admit({"b:x": (10, 0)}, rule, {"a:x": (1, 0)})
    assert not admit({"b:x": (10, 2)}, rule, {"a:x": (1, 0)})


def test_every_limit_that_fails_is_told() -> None:
    rules = [bound_on(1, (1, "a:x")), bound_on(9, (1, "a:x")), bound_on(2, (1, "b:x"))]
    assert [reason.bound for reason in admit({}, rules, {"a:x": (5, 0), "b:x": (3, 0)})] == [1, 2]


def test_a_limit_that_the_law_lowered_does_not_stop_what_leaves_it_alone() -> None:
    rule = [bound_on(10, (1, "a:x"))]
    assert not admit({"a:x": (50, 50)}, rule, {"a:x": (-5, -5)})
    assert admit({"a:x": (50, 50)}, rule, {"a:x": (1, 0)})


@given(BALANCES, BOUNDS, CHANGES)
def test_more_room_never_turns_a_yes_into_a_no(balances: dict, bounds: list[Bound], changes: dict) -> None:
    wider = [Bound(cap("rule", "a", one.limit.bound + 1), one.terms) for one in bounds]
    if not admit(balances, bounds, changes):
        assert not admit(balances, wider, changes)


@given(BALANCES, BOUNDS, CHANGES)
def test_a_yes_is_the_inequality_itself(balances: dict, bounds: list[Bound], changes: dict) -> None:
    reasons = admit(balances, bounds, changes)
    for one in bounds:
        total = worse = 0
        for key, c in one.terms:
            used, posted = balances.get(key, (0, 0))
            more, there = changes.get(key, (0, 0))
            total += c * ((used + more) if c > 0 else (posted + there))
            worse += c * (more if c > 0 else there)
        assert (total > one.limit.bound and worse > 0) == any(
            reason.account == one.terms[0][0] and reason.bound == one.limit.bound and reason.used + reason.asked == total for reason in reasons
        )
