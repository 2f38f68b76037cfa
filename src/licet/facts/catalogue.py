"""The chip catalogue: what is publicly known of a product, and the facts that its name fills.

A name is a catalogue key, a product name or a reviewed alias. A name that fits several products is refused with a list
of them, unless a reviewed row of `chip_aliases.csv` calls them one family *and* they agree on everything that decides
performance; the facts on which such a family differs stay blank. Nothing here says whether a chip is controlled.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from types import MappingProxyType

from licet.base.errors import Bug, FactError
from licet.base.quantities import parse_quantity, show
from licet.base.values import frozen
from licet.facts.chip_tables import Chip, MemoryPart, chips, memory, rows
from licet.facts.performance import BITS, RATES, TF32, TF32_BITS, Density, Performance, density, tpp_from_rates

__all__ = [
    "AmbiguousChip",
    "Chip",
    "Match",
    "MemoryPart",
    "UnknownChip",
    "assumed_datacenter",
    "chip_facts",
    "chips",
    "density_of",
    "find",
    "match",
    "memory",
    "memory_facts",
    "performance_of",
    "stated_at_most",
    "too_fast",
]

_WORD = re.compile(r"[^\W_]+")

DECIDING: tuple[str, ...] = ("applicable_die_area_mm2", "non_planar", "has_hbm", "designer_hq")
"""Facts that a family of products must share, besides its performance, before one name may stand for all of them."""

_VENDOR_WORDS = {
    "Alibaba": "Alibaba T-Head",
    "T-Head": "Alibaba T-Head",
    "AWS": "Amazon",
    "Baidu": "Kunlunxin",
    "BirenTech": "Biren",
    "Habana": "Intel",
    "Habana Labs": "Intel",
    "Horizon": "Horizon Robotics",
    "Iluvatar": "Iluvatar CoreX",
    "Tesla": "NVIDIA",
    "英伟达": "NVIDIA",
    "华为": "Huawei",
    "寒武纪": "Cambricon",
    "壁仞": "Biren",
}
"""Words other than the vendor's own name that stand for the vendor. NVIDIA sold accelerators under the brand Tesla."""

_DATACENTER_BY_MARKET = {
    "datacenter": "yes",
    "workstation": "no",
    "gaming": "no",
    "mobile": "no",
    "edge": "no",
    "automotive": "no",
    "mining": "no",
}

_TOLERANCE = Fraction(101, 100)
_CONFIDENCE = ("low", "medium", "high")
_LISTED_MAX = 12


@frozen
class Match:
    """What a name was taken for, with the remark of the alias that said so."""

    asked: str
    chip: Chip
    note: str


class UnknownChip(FactError):
    """No catalogue entry has this name; `candidates` are the keys of those that look most like it."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        near = f"Nearest: {', '.join(self.candidates)}. " if self.candidates else ""
        super().__init__(
            "LIC-F120",
            f"The catalogue has no chip called {name!r}.",
            hint=f"{near}Or leave `chip` blank and state `tpp` and the area.",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.name, self.candidates))


class AmbiguousChip(FactError):
    """The name fits several products that differ where it matters; `candidates` are their keys."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        more = len(self.candidates) - _LISTED_MAX
        listed = ", ".join(self.candidates[:_LISTED_MAX]) + (f" and {more} more" if more > 0 else "")
        super().__init__("LIC-F121", f"{name!r} is the name of several chips.", hint=f"Say which: {listed}.")

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.name, self.candidates))


def find(name: str) -> Chip:
    """The chip that a name stands for.

    Raises:
        UnknownChip: no chip has this name.
        AmbiguousChip: several have.

    >>> find("NVIDIA H100 SXM5 80GB").chip_id
    'nvidia-h100-sxm-80gb'
    """
    return match(name).chip


@lru_cache(maxsize=4096)
def match(name: str) -> Match:
    """As `find`, with the remark of the alias, if it has one: which variant was taken, what one unit is."""
    index = _index()
    if name in index.by_id:
        return Match(name, index.by_id[name], "")
    readings = list(_readings(_words(name), index.vendors, None))
    for vendors, words in readings:
        entries = [e for e in index.exact.get("".join(words), ()) if vendors is None or e.chips[0].vendor in vendors]
        if entries:
            return _only(name, entries)
    fits: list[str] = []
    for vendors, words in readings:
        chips_here = index.prefixes.get("".join(words), ())
        fits = [chip.chip_id for chip in chips_here if vendors is None or chip.vendor in vendors]
        if fits:
            break
    if len(fits) > 1:
        raise AmbiguousChip(name, fits)
    # A name that begins only one catalogue name is not taken for it: the catalogue may lack its siblings.
    raise UnknownChip(name, fits or _nearest("".join(readings[-1][1]), index))


def performance_of(chip: Chip) -> Performance | None:
    """The computed performance of a row; None where no rate is known."""
    return tpp_from_rates({name: parse_quantity(chip.facts[name]) for name in RATES if name in chip.facts})


def density_of(chip: Chip) -> Density | None:
    """The performance density of a row, as an exact pair; None where the applicable area is not known."""
    performance = performance_of(chip)
    area = chip.facts.get("applicable_die_area_mm2")
    return density(performance.tpp if performance else None, parse_quantity(area) if area else None)


def chip_facts(chip: Chip) -> dict[str, str]:
    """The facts that a chip fills, by name of the vocabulary; what the catalogue does not know is absent.

    A board of several circuits is a computer: its performance is the sum, and the facts of one circuit stand beside it,
    for the classification looks at the circuit. What is known only of the whole board (links, transistors) is left out.

    >>> chip_facts(find("H100 SXM"))["tpp"]
    '15831.2'
    """
    one_circuit = chip.ics_summed == 1
    filled = {"item_kind": "ic" if one_circuit else "computer"}
    shared = (*RATES, "non_planar", "node_nm", "has_hbm", "dram_bandwidth_gb_s")
    of_the_circuit = ("applicable_die_area_mm2", "io_bandwidth_gb_s", "interconnect_gb_s")
    for name in (*shared, *of_the_circuit) if one_circuit else shared:
        if name in chip.facts:
            filled[name] = _plain(chip.facts[name])
    performance = performance_of(chip)
    if performance:
        filled["tpp"] = show(performance.tpp)
    if one_circuit and "transistors_billion" in chip.facts:
        filled["transistors"] = show(parse_quantity(chip.facts["transistors_billion"]) * 10**9)
    if not one_circuit:
        filled["ic_count"] = str(chip.ics_summed)
        if performance:
            filled["ic_tpp"] = show(performance.tpp / chip.ics_summed)
        if "applicable_die_area_mm2" in chip.facts:
            filled["ic_applicable_die_area_mm2"] = show(
                parse_quantity(chip.facts["applicable_die_area_mm2"]) / chip.ics_summed
            )
    filled["designer_name"] = chip.vendor
    if "designer_hq" in chip.facts:
        filled["designer_hq"] = chip.facts["designer_hq"]
    return filled


def memory_facts(part: MemoryPart) -> dict[str, str]:
    """The facts that a memory part fills."""
    return {"item_kind": "memory"} | {name: _plain(value) for name, value in part.facts.items()}


def assumed_datacenter(chip: Chip) -> tuple[str, str] | None:
    """Whether the product is taken as designed or marketed for datacenters, with the source of that assumption.

    The market is the compiler's reading of product pages, not a finding. None where the label is missing or contested.
    """
    value = _DATACENTER_BY_MARKET.get(chip.market)
    if value is None or chip.market_contested:
        return None
    return value, f"chip catalogue: {chip.chip_id} is sold for the {chip.market} market (label of the compiler)"


def too_fast(chip: Chip, fact: str, value: Fraction | Decimal | int | str) -> bool:
    """Whether a stated dense rate or `tpp` is over the chip's own by more than 1 %: most likely a figure with sparsity.

    >>> too_fast(find("H100 SXM"), "rate_fp16_dense_tflops", "1979")
    True
    """
    most = stated_at_most(chip, fact)
    return most is not None and (parse_quantity(value) if isinstance(value, str) else Fraction(value)) > most


def stated_at_most(chip: Chip, fact: str) -> Fraction | None:
    """The largest dense rate, or performance, that may be stated of a chip; None where its own is not known.

    A rate in a format that the catalogue lacks is too fast when its product alone is over the chip's performance.
    """
    performance = performance_of(chip)
    if performance is None:
        return None
    if fact in ("tpp", "ic_tpp"):
        return performance.tpp / (1 if fact == "tpp" else chip.ics_summed) * _TOLERANCE
    # The catalogue's 16-bit floating-point rate is the higher of FP16 and BF16.
    own = chip.facts.get("rate_fp16_dense_tflops" if fact == "rate_bf16_dense_tflops" else fact)
    if fact in RATES and own is not None:
        return parse_quantity(own) * _TOLERANCE
    bits = TF32_BITS if fact == TF32 else BITS.get(fact, 0)
    return performance.tpp * _TOLERANCE / bits if bits else None


def _plain(text: str) -> str:
    """A decimal without trailing zeros; other text as it is."""
    return show(parse_quantity(text)) if text[0].isdigit() else text


@frozen
class _Entry:
    alias: str
    chips: tuple[Chip, ...]
    note: str


_Vendors = Mapping[tuple[str, ...], frozenset[str]]


@frozen
class _Index:
    by_id: Mapping[str, Chip]
    vendors: _Vendors
    exact: Mapping[str, list[_Entry]]
    prefixes: Mapping[str, tuple[Chip, ...]]


def _words(name: str) -> list[str]:
    """The words of a name: no case, no signs, no separators."""
    if not name.isascii():
        name = unicodedata.normalize("NFKC", re.sub("[®™©]", " ", name))
    return _WORD.findall(name.casefold())


def _readings(
    words: list[str], known: _Vendors, vendors: frozenset[str] | None
) -> Iterator[tuple[frozenset[str] | None, list[str]]]:
    """The name as it is, then without its leading vendor words, one by one, and the vendors that those words allow."""
    yield vendors, words
    for length in (3, 2, 1):
        named = known.get(tuple(words[:length]), frozenset())
        allowed = named if vendors is None else named & vendors
        if allowed and len(words) > length:
            yield from _readings(words[length:], known, allowed)
            return


@cache
def _index() -> _Index:
    by_id = {chip.chip_id: chip for chip in chips()}
    vendors: dict[tuple[str, ...], frozenset[str]] = {}
    for word, vendor in [*((chip.vendor, chip.vendor) for chip in chips()), *_VENDOR_WORDS.items()]:
        phrase = tuple(_words(word))
        vendors[phrase] = vendors.get(phrase, frozenset()) | {vendor}
    entries = [_Entry(chip.name, (chip,), "") for chip in chips()]
    for row in rows("chip_aliases.csv"):
        missing = [chip_id for chip_id in row["chip_id"].split("|") if chip_id not in by_id]
        if missing:
            raise Bug("LIC-B120", f"Alias {row['alias']!r} names a chip that is not there: {missing[0]}.")
        entries.append(_Entry(row["alias"], tuple(by_id[i] for i in row["chip_id"].split("|")), row["note"]))
    exact: dict[str, list[_Entry]] = {}
    prefixes: dict[str, dict[str, Chip]] = {}
    for entry in entries:
        *_, (_, words) = _readings(_words(entry.alias), vendors, frozenset({entry.chips[0].vendor}))
        exact.setdefault("".join(words), []).append(entry)
        for length in range(1, len(words)):
            fits = prefixes.setdefault("".join(words[:length]), {})
            for chip in entry.chips:
                fits[chip.chip_id] = chip
    return _Index(by_id, vendors, exact, {key: tuple(found.values()) for key, found in prefixes.items()})


def _only(name: str, entries: Sequence[_Entry]) -> Match:
    """The one chip or family among the entries that a name hits."""
    candidates = [chip for entry in entries for chip in entry.chips]
    if len(entries) > 1 or (len(candidates) > 1 and not _are_one_family(candidates)):
        raise AmbiguousChip(name, [chip.chip_id for chip in candidates])
    entry = entries[0]
    return Match(name, entry.chips[0] if len(entry.chips) == 1 else _in_common(entry), entry.note)


def _are_one_family(candidates: Sequence[Chip]) -> bool:
    """Whether all have the same performance, area, kind of memory and designer, and no two known rates differ."""

    def values(name: str) -> set[str]:
        return {chip.facts.get(name, "") for chip in candidates}

    performances = [performance_of(chip) for chip in candidates]
    decided = {(p.tpp, p.won_by) for p in performances if p}
    return (
        len({(chip.vendor, chip.ics_summed) for chip in candidates}) == 1
        and all(performances)
        and len(decided) == 1
        and all(len(values(name) - {""}) <= 1 for name in RATES)
        and all(len(values(name)) == 1 for name in DECIDING)
    )


def _in_common(entry: _Entry) -> Chip:
    """The family as one chip: what all members share. The rest is blank, so that a question about it is asked."""
    first = entry.chips[0]

    def shared(attribute: str) -> str:
        values = {str(getattr(chip, attribute)) for chip in entry.chips}
        return values.pop() if len(values) == 1 else ""

    facts = {k: v for k, v in first.facts.items() if all(chip.facts.get(k) == v for chip in entry.chips)}
    return Chip(
        chip_id="|".join(chip.chip_id for chip in entry.chips),
        vendor=first.vendor,
        name=entry.alias,
        market=shared("market"),
        market_contested=any(chip.market_contested for chip in entry.chips),
        china_specific=shared("china_specific"),
        status=shared("status"),
        release_date=shared("release_date"),
        ics_on_board=first.ics_on_board,
        ics_summed=first.ics_summed,
        facts=MappingProxyType(facts),
        rate_basis=shared("rate_basis"),
        die_area_basis=shared("die_area_basis"),
        sources=tuple(dict.fromkeys(source for chip in entry.chips for source in chip.sources)),
        confidence=min((chip.confidence for chip in entry.chips), key=_CONFIDENCE.index),
        notes="; ".join(dict.fromkeys(chip.notes for chip in entry.chips if chip.notes)),
    )


def _nearest(key: str, index: _Index) -> list[str]:
    import difflib

    close = difflib.get_close_matches(key, index.exact, n=5, cutoff=0.6)
    near = dict.fromkeys(chip.chip_id for key in close for entry in index.exact[key] for chip in entry.chips)
    return list(near)[:5]
