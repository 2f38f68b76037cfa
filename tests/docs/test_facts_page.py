"""docs/facts.md is what the vocabulary says, and what it marks as not read changes no answer."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

import licet
from licet.facts.vocabulary import OPTIONAL_ROLES, FactSpec, optional_role, vocabulary

REPOSITORY = Path(__file__).resolve().parents[2]
TOOL = REPOSITORY / "tools" / "facts_page.py"
LINES = (
    {"chip": "H100 SXM", "quantity": "10", "destination": "CN", "consignee_hq": "CN", "date": "2024-06-03"},
    {"chip": "H100 SXM", "quantity": "10", "destination": "MX", "consignee_hq": "MX", "date": "2025-06-02"},
    {"chip": "RTX 4090", "quantity": "10", "destination": "VN", "consignee_hq": "VN", "date": "2025-06-02"},
)
VALUES = {"text": "Acme", "country": "CN", "date": "2024-01-02", "truth": "yes", "quantity": "7", "ratio": "7"}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    specification = importlib.util.spec_from_file_location("facts_page", TOOL)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["facts_page"] = module
    specification.loader.exec_module(module)
    return module


def test_the_page_is_current(tool: ModuleType) -> None:
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run python tools/facts_page.py --write"


def test_every_fact_is_on_the_page(tool: ModuleType) -> None:
    page = tool.page()
    patterns = {spec.name.format(role): spec.name.format("ROLE") for spec in tool.ROLE_FACTS for role in tool.ROLES}
    missing = [name for name in vocabulary() if f"| `{patterns.get(name, name)}` |" not in page]
    assert not missing
    assert set(tool.DERIVED) == {spec.name for spec in vocabulary().values() if spec.derived}


def test_what_is_not_read_changes_no_answer(tool: ModuleType) -> None:
    unread = [spec for spec in vocabulary().values() if not spec.derived and not tool.is_read(spec)]
    # Stating any fact of these roles makes the role's other blanks unknown: that is no reading of the fact.
    alone = [spec for spec in unread if optional_role(spec.name) not in OPTIONAL_ROLES]
    assert alone
    for line in LINES:
        plain = licet.check(**line, assume=["ordinary"]).path
        changed = [
            spec.name for spec in alone if licet.check(**line | {spec.name: value_of(spec)}, assume=["ordinary"]).path != plain
        ]
        assert not changed


@pytest.mark.parametrize("name", ["destination", "consignee_hq", "end_user_same", "package_area_mm2", "received_on"])
def test_what_is_read_is_not_marked(tool: ModuleType, name: str) -> None:
    assert tool.is_read(vocabulary()[name])


def value_of(spec: FactSpec) -> str:
    """Some value of the fact, the last where it has a list of them."""
    return spec.values[-1] if spec.values else VALUES[spec.kind]
