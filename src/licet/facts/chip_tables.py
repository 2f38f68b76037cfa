"""The tables of the chip catalogue as values: chips and memory parts, read once, when first asked for."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from licet.facts.performance import RATES

_FOLDER = Path(__file__).parent

_CHIP_FACTS = (
    *(rate for rate in RATES if rate != "rate_bf16_dense_tflops"),
    *(
        "applicable_die_area_mm2",
        "die_area_mm2",
        "non_planar",
        "node_nm",
        "transistors_billion",
        "has_hbm",
        "memory_capacity_gb",
    ),
    *("dram_bandwidth_gb_s", "interconnect_gb_s", "host_io_gb_s", "io_bandwidth_gb_s", "tdp_w", "designer_hq"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """One product variant, or a family of variants under one name.

    `facts` holds exact decimals as text, by column of the table; an unknown fact is absent. `ics_summed` is the number
    of identical circuits whose rates are added up in this row: more than one makes it a board.
    """

    chip_id: str
    vendor: str
    name: str
    market: str
    market_contested: bool
    china_specific: str
    status: str
    release_date: str
    ics_on_board: int
    ics_summed: int
    facts: Mapping[str, str] = field(hash=False)
    rate_basis: str
    die_area_basis: str
    sources: tuple[str, ...]
    confidence: str
    notes: str


@dataclass(frozen=True, slots=True)
class MemoryPart:
    """One stack of high-bandwidth memory; `facts` as in `Chip`."""

    memory_id: str
    generation: str
    variant: str
    maker: str
    facts: Mapping[str, str] = field(hash=False)
    area_basis: str
    sources: tuple[str, ...]
    confidence: str
    notes: str


@cache
def chips() -> tuple[Chip, ...]:
    """Every chip of the catalogue, in the order of the file."""
    return tuple(_chip(row) for row in rows("chips.csv"))


@cache
def memory() -> tuple[MemoryPart, ...]:
    """Every part of high-bandwidth memory; the comparison rows of the file are left out."""
    return tuple(_memory_part(row) for row in rows("memory.csv") if row["is_hbm"] == "yes")


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of one table of this folder, as text by column."""
    with (_FOLDER / file).open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader)
        for row in reader:
            yield dict(zip(header, row, strict=True))


def _chip(row: Mapping[str, str]) -> Chip:
    return Chip(
        chip_id=row["chip_id"],
        vendor=row["designer_name"],
        name=row["name"],
        market=row["market"],
        market_contested=row["market_contested"] == "yes",
        china_specific=row["china_specific"],
        status=row["status"],
        release_date=row["release_date"],
        ics_on_board=int(row["ics_on_board"]),
        ics_summed=int(row["ics_summed"]),
        facts=MappingProxyType({name: row[name] for name in _CHIP_FACTS if row[name]}),
        rate_basis=row["rate_basis"],
        die_area_basis=row["die_area_basis"],
        sources=tuple(row["sources"].split("; ")),
        confidence=row["confidence"],
        notes=row["notes"],
    )


def _memory_part(row: Mapping[str, str]) -> MemoryPart:
    facts = {name: row[name] for name in ("hbm_bandwidth_gb_s", "package_area_mm2") if row[name]}
    return MemoryPart(
        memory_id=row["memory_id"],
        generation=row["generation"],
        variant=row["variant"],
        maker=row["maker"],
        facts=MappingProxyType(facts),
        area_basis=row["area_basis"],
        sources=tuple(row["sources"].split("; ")),
        confidence=row["confidence"],
        notes=row["notes"],
    )
