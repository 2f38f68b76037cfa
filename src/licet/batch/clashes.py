"""Statements of one line that cannot both be true, told beside its answer.

They need not decide anything; where they do, the answer is undetermined besides.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from licet.batch.typed import ITEM_FACTS, as_text, without_processor
from licet.facts.derive import WEIGHTS_ENTRY
from licet.facts.intake import admit
from licet.facts.vocabulary import OPTIONAL_ROLES

AREA = "applicable_die_area_mm2"

PAIRS = (
    *(("chip", name) for name in sorted(ITEM_FACTS - {"chip"})),
    (AREA, "performance_density"),
    (AREA, "non_planar"),
    ("item_kind", "tpp"),
    ("item_kind", "ic_tpp"),
    *((f"{role}_listed", f"{role}_footnote") for role in ("consignee", *OPTIONAL_ROLES)),
    ("consignee_supp8", "consignee_supp8_entry"),
    ("training_operations", "original_training_operations"),
)
"""Facts that can clash when both are stated."""

WITH_WEIGHTS = ("eccn", "item_kind", "weights_published", "additional_training_operations")
"""Besides them, what can clash where the entry for weights is claimed, or operations are stated three times."""


def clashes(frame: pl.DataFrame) -> Mapping[int, str]:
    """What clashes, by row of a chunk. Each distinct combination of statements is judged once, by the one door for lines."""
    columns = set(frame.columns)
    pairs = [pair for pair in PAIRS if columns.issuperset(pair)]
    kinds = without_processor(frame["item_kind"]) if "item_kind" in columns else None
    if kinds is None:  # that an item is a processor and has a processor's figures is no clash
        pairs = [pair for pair in pairs if pair[0] != "item_kind"]
    both = [pl.col(one).is_not_null() & pl.col(other).is_not_null() for one, other in pairs]
    names = list(dict.fromkeys(name for pair in pairs for name in pair))
    if "eccn" in columns:
        both.append(pl.col("eccn").cast(pl.String).str.strip_chars().str.to_uppercase() == WEIGHTS_ENTRY)
    if not both:
        return {}
    names += [name for name in WITH_WEIGHTS if name in columns and name not in names]
    stated = frame.with_row_index("licet_row").filter(pl.any_horizontal(both)).group_by(names, maintain_order=True).agg("licet_row")
    found: dict[int, str] = {}
    for *cells, rows in stated.iter_rows():
        record = {name: text for name, cell in zip(names, cells, strict=True) if cell is not None and (text := as_text(cell).strip())}
        if told := "; ".join(conflict.what for conflict in admit(record, {}).conflicts):
            found |= dict.fromkeys(rows, told)
    return found
