"""Lists to search: a handful that each test can read, and the large copy where it is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from licet.parties.entry import PRIMARY, STRONG, WEAK, Address, Entry, ListedName
from licet.parties.index import Index
from licet.parties.load.any import file_bytes, read_any

REPOSITORY = Path(__file__).resolve().parents[2]
LARGE = REPOSITORY.parents[0] / "shared" / "data" / "screening_parties.csv.gz"
if not LARGE.exists():
    LARGE = REPOSITORY.parents[1] / "shared" / "data" / "screening_parties.csv.gz"


def entry(name: str, *others: str, weak: str = "", list_name: str = "entity_list", country: str = "CN", **rest: object) -> Entry:
    names = (ListedName(name, PRIMARY), *(ListedName(one, STRONG) for one in others), *((ListedName(weak, WEAK),) if weak else ()))
    return Entry(f"{list_name}:{name}", list_name, names, countries=(country,), footnotes=("4",), **rest)  # type: ignore[arg-type]


SMALL = (
    entry("Huawei Technologies Co., Ltd.", "Shenzhen Huawei Technologies",
          addresses=(Address("Bantian Huawei Base, Longgang District 518129", "CN"),)),
    entry("Cambricon Technologies Corporation Limited", "Zhongke Cambricon Technology"),
    entry("Guangzhou Haige Communication Group Co., Ltd."),
    entry("PJSC Mikron", "Mikron JSC", country="RU", list_name="sdn"),
    entry("IVANOV, Sergei Borisovich", weak="JACKAL", country="RU", list_name="sdn", kind="individual"),
    entry("China Electronics Technology Group Corporation 38th Research Institute"),
    entry("Korea Mining Development Trading Corporation", country="KP", list_name="sdn"),
)  # fmt: skip


@cache
def index_of(entries: tuple[Entry, ...]) -> Index:
    return Index(entries)


@cache
def large_index() -> Index:
    return Index(read_any(file_bytes(LARGE), LARGE.name).entries)


@pytest.fixture
def small() -> Index:
    return index_of(SMALL)


@pytest.fixture
def large() -> Index:
    if not LARGE.exists():
        pytest.skip("the large copy of the lists is not here")
    return large_index()
