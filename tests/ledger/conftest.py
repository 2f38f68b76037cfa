"""Addresses of fresh ledgers, on both engines where both are there."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, settings

# No test times anything, so a slow machine fails none.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

REPOSITORY = Path(__file__).resolve().parents[2]
NUMBERS = count(1)


def postgres_tool() -> ModuleType:
    if "licet_postgres" not in sys.modules:
        found = importlib.util.spec_from_file_location("licet_postgres", REPOSITORY / "tools" / "postgres.py")
        assert found and found.loader
        module = importlib.util.module_from_spec(found)
        sys.modules["licet_postgres"] = module
        found.loader.exec_module(module)
    return sys.modules["licet_postgres"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if postgres_tool().programs() is None:
        terminalreporter.write_line(postgres_tool().ABSENT)


@pytest.fixture(scope="package")
def postgres_address() -> Iterator[str]:
    """A running server's address; tests that ask for one are skipped where none is installed."""
    tool = postgres_tool()
    if tool.programs() is None:
        pytest.skip(tool.ABSENT)
    with ExitStack() as stack:
        yield stack.enter_context(tool.server())


def fresh_postgres(address: str) -> str:
    """The address of a schema of its own."""
    import psycopg

    name = f"ledger_{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{address}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Makes addresses where no ledger is yet."""
    if request.param == "sqlite":
        return lambda: str(tmp_path / f"ledger-{next(NUMBERS)}.db")
    server = request.getfixturevalue("postgres_address")
    return lambda: fresh_postgres(server)


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: what is tested there is not the disk."""
    import tempfile

    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="licet-") as name:
        yield Path(name)
