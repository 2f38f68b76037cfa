"""Simulated worlds: nothing over, nothing partial, nothing acknowledged lost, whatever dies or is repeated."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from quota_world import CONFLICTS, DEATHS, FULL, World

SEED = int(os.environ.get("LICET_SEED", "1"))
WORLDS = 10
REQUESTS = 10_000


@pytest.mark.parametrize("seed", range(SEED, SEED + WORLDS))
def test_a_hundred_thousand_requests(seed: int, quick_folder: Path) -> None:
    world = World(str(quick_folder / "ledger.db"), seed).run(REQUESTS)
    kept = world.judge()
    granted = [one for one in kept if one.request.kind == "reserve" and not one.answer.refused]
    refused = [one for one in kept if one.request.kind == "reserve" and one.answer.refused]
    assert world.seen[DEATHS] > 5 and world.seen[FULL] > 3 and world.seen[CONFLICTS] > 10, "the faults did not happen"
    assert len(granted) > REQUESTS // 20 and len(refused) > REQUESTS // 20, "the limits did not bind"


def test_the_same_on_both_engines(address: Callable[[], str]) -> None:
    world = World(address(), SEED).run(600)
    world.judge()


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 1_200))
def test_ten_million_requests(seed: int, quick_folder: Path, record_property: Callable[[str, object], None]) -> None:
    """What is recorded as a property stands in the record that `make soak` writes, summed up over the seeds."""
    world = World(str(quick_folder / "ledger.db"), seed)
    try:
        world.run(50_000).judge()
    finally:
        for name, count in world.seen.items():
            record_property(name, count)
