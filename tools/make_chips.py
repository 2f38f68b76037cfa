"""Rewrite the two catalogue tables from the collected specifications beside the repository.

Run it from anywhere: ``python tools/make_chips.py``. It reads ``../shared/data/chips.csv`` and ``hbm.csv`` and writes
``src/licet/facts/chips.csv`` and ``memory.csv``. Every number is carried as the text it was, never through a float.
Computed columns of the source (performance and densities) are dropped: licet computes them exactly, from the rates.
"""

import csv
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
FACTS = ROOT / "src" / "licet" / "facts"

#: Our column and the source's column, in the order of the file.
CHIP_COLUMNS = {
    "chip_id": "chip_id",
    "designer_name": "vendor",
    "name": "name",
    "market": "market",
    "market_contested": "",
    "china_specific": "china_specific",
    "status": "status",
    "release_date": "release_date",
    "designer_hq": "vendor_hq",
    "foundry": "fab",
    "process_node": "process_node",
    "node_nm": "process_nm",
    "non_planar": "nonplanar",
    "logic_dies": "logic_dies",
    "ics_on_board": "ics_on_board",
    "ics_summed": "",
    "die_area_mm2": "die_area_mm2",
    "die_area_basis": "die_area_basis",
    "applicable_die_area_mm2": "applicable_die_area_mm2",
    "transistors_billion": "transistors_billion",
    "rate_fp64_dense_tflops": "fp64_dense_tflops",
    "rate_fp32_dense_tflops": "fp32_dense_tflops",
    "rate_tf32_dense_tflops": "tf32_dense_tflops",
    "rate_fp16_dense_tflops": "fp16_dense_tflops",
    "rate_fp8_dense_tflops": "fp8_dense_tflops",
    "rate_fp6_dense_tflops": "fp6_dense_tflops",
    "rate_fp4_dense_tflops": "fp4_dense_tflops",
    "rate_int8_dense_tops": "int8_dense_tops",
    "rate_int4_dense_tops": "int4_dense_tops",
    "datasheet_headline_sparse": "datasheet_headline_sparse",
    "rate_basis": "perf_basis",
    "memory_type": "memory_type",
    "memory_capacity_gb": "memory_capacity_gb",
    "has_hbm": "",
    "dram_bandwidth_gb_s": "memory_bandwidth_gb_s",
    "interconnect_gb_s": "interconnect_gb_s",
    "host_io_gb_s": "host_io_gb_s",
    "io_bandwidth_gb_s": "io_aggregate_gb_s",
    "tdp_w": "tdp_w",
    "sources": "",
    "confidence": "confidence",
    "notes": "notes",
}

MEMORY_COLUMNS = {
    "memory_id": "memory_id",
    "generation": "generation",
    "variant": "variant",
    "maker": "maker",
    "is_hbm": "is_hbm",
    "first_year": "first_year",
    "interface_bits": "interface_bits",
    "pin_rate_gbit_s": "pin_rate_gbit_s",
    "hbm_bandwidth_gb_s": "bandwidth_gb_s",
    "capacity_gb": "capacity_gb",
    "package_area_mm2": "area_mm2",
    "area_basis": "area_basis",
    "sources": "source",
    "confidence": "confidence",
    "notes": "notes",
}

#: Rows whose market label the source itself calls open to dispute: no data-center assumption may rest on it.
MARKET_CONTESTED = frozenset({"nvidia-rtx-6000-ada"})

#: Boards where some of the packaged circuits are not in the rates: how many identical circuits the rates do sum.
ICS_SUMMED = {"nvidia-gb200-superchip-board": "2"}


def has_hbm(memory_type: str) -> str:
    """Say whether a memory type is high-bandwidth memory; blank when the type is unknown."""
    if not memory_type:
        return ""
    return "yes" if "HBM" in memory_type else "no"


def merged_sources(row: Mapping[str, str]) -> str:
    """Join the sources of rates and die area; mark those that support the die area only."""
    rates = [part.strip() for part in row["source_perf"].split("; ") if part.strip()]
    area = [part.strip() for part in row["source_die_area"].split("; ") if part.strip()]
    only_area = [f"die area: {part}" for part in area if part not in rates]
    return "; ".join([*rates, *only_area])


def chip_row(row: Mapping[str, str]) -> dict[str, str]:
    """Turn one collected row into one catalogue row."""
    made = {ours: row[theirs].strip() if theirs else "" for ours, theirs in CHIP_COLUMNS.items()}
    made["market_contested"] = "yes" if row["chip_id"] in MARKET_CONTESTED else "no"
    made["ics_summed"] = ICS_SUMMED.get(row["chip_id"], row["ics_on_board"])
    made["has_hbm"] = has_hbm(row["memory_type"])
    made["sources"] = merged_sources(row)
    return made


def memory_row(row: Mapping[str, str]) -> dict[str, str]:
    """Turn one collected memory part into one row; the key loses its brackets."""
    made = {ours: row[theirs].strip() for ours, theirs in MEMORY_COLUMNS.items()}
    made["memory_id"] = made["memory_id"].replace("(", "").replace(")", "")
    made["interface_bits"] = made["interface_bits"].removesuffix(".0")
    return made


def write(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table with unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(columns), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    """Read a table as text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main() -> int:
    """Rewrite both tables; refuse when the collected files are absent."""
    if not (SHARED / "chips.csv").exists():
        print(
            "The collected specifications are not beside the repository; the committed tables stand.", file=sys.stderr
        )
        return 2
    write(FACTS / "chips.csv", CHIP_COLUMNS, map(chip_row, read(SHARED / "chips.csv")))
    write(FACTS / "memory.csv", MEMORY_COLUMNS, map(memory_row, read(SHARED / "hbm.csv")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
