"""Read a corpus of law from its folder, or from the cache that an earlier read left behind."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from licet.base import cache
from licet.base.dates import FOREVER, day_number
from licet.base.errors import LawError
from licet.language.book import Corpus, Grains
from licet.language.digest import corpus_digest, corpus_files
from licet.language.papers import charge_row, check_papers, duty_row, field_row
from licet.language.provision import Provision
from licet.language.table import (
    Row,
    by_name,
    dated_row,
    instrument_row,
    letter_row,
    read_toml,
    reading_row,
    rows_of,
    tier_row,
)  # fmt: skip
from licet.language.tree import Not, Ref, walk

if TYPE_CHECKING:
    from licet.language.read import FactLike


def load_corpus(folder: Path, facts: Mapping[str, FactLike], grains: Mapping[str, Grains]) -> Corpus:
    """The corpus in a folder, from cache when its digest was read before.

    Raises:
        LawError: the first thing in the source that is not law, with file and line.
    """
    digest = corpus_digest(folder)
    name = cache.joined((folder.name, digest[7:23], _shape(grains), "corpus"))
    corpus = _unpacked(cache.read(name))
    if corpus is None:
        corpus = read_corpus(folder, facts, grains, digest)
        cache.write(name, pickle.dumps(corpus, protocol=5))
    object.__setattr__(corpus, "is_as_loaded", True)
    return corpus


def _shape(grains: Mapping[str, Grains]) -> str:
    """Digest of what cached bytes depend on besides the law: the reader itself, the vocabulary, the Python version."""
    vocabulary = hashlib.sha256(repr((sorted(grains.items()), sys.version_info[:2])).encode()).hexdigest()[:8]
    return vocabulary + cache.sources_digest(cache.sources(str(Path(__file__).parent)))


def _unpacked(content: bytes | None) -> Corpus | None:
    if content is None:
        return None
    try:
        found = pickle.loads(content)  # written by this user's own licet, see base.cache
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
    return found if isinstance(found, Corpus) else None


def read_corpus(folder: Path, facts: Mapping[str, FactLike], grains: Mapping[str, Grains], digest: str = "") -> Corpus:
    """Read a corpus from source."""
    # Reading source needs a parser; a start from the cache does not.
    from licet.language.module import collect_names, parse_module, read_chains, read_provisions
    from licet.language.read import Names

    about = read_toml(folder / "CORPUS.toml")
    groups = by_name(rows_of(folder / "countries.toml", "table", dated_row))
    parties = by_name(
        [
            *rows_of(folder / "parties.toml", "party_table", dated_row),
            *rows_of(folder / "entries.toml", "table", dated_row),
            *rows_of(folder / "letters.toml", "table", dated_row),
        ]
    )
    amounts = by_name(rows_of(folder / "parameters.toml", "amount", dated_row))
    readings = {r.name: r for r in rows_of(folder / "readings.toml", "reading", reading_row)}
    instruments = {i.id: i for i in rows_of(folder / "instruments.toml", "instrument", instrument_row)}
    names = Names(
        facts, groups=set(groups), parties=set(parties), amounts=set(amounts),
        readings={name: tuple(choice for choice, _ in r.choices) for name, r in readings.items()},
    )  # fmt: skip
    modules = [parse_module(folder / path, path) for path in corpus_files(folder) if path.endswith(".py")]
    collect_names(modules, names)
    provisions = read_provisions(modules, names, instruments)
    _check_negations(provisions)
    duties = tuple(rows_of(folder / "duties.toml", "duty", duty_row))
    charges = tuple(rows_of(folder / "charges.toml", "charge", charge_row))
    form = tuple(rows_of(folder / "forms.toml", "field", field_row))
    check_papers(duties, charges, form, provisions, amounts, grains)
    return Corpus(
        about["name"], about["version"], digest or corpus_digest(folder), provisions, read_chains(modules, names),
        groups, parties, amounts, tuple(_treated(folder)), instruments, readings,
        duties,
        tuple(rows_of(folder / "letters.toml", "letter", letter_row)),
        tuple(rows_of(folder / "countries.toml", "press_tier", tier_row)), grains,
        charges, form,
        day_number(about["evidence_until"]) if "evidence_until" in about else FOREVER,
    )  # fmt: skip


def _treated(folder: Path) -> list[Row]:
    """`place` is treated as `as`: a row named after the place whose one member is what it is treated as."""
    return rows_of(
        folder / "countries.toml",
        "treated_as",
        lambda row, place: dated_row({**row, "name": row["place"], "members": [row["as"]]}, place),
    )


def _check_negations(provisions: Mapping[str, Provision]) -> None:
    """A negated provision that is not in force reads as yes. That is right for exclusions only: anything else is refused.

    Raises:
        LawError: LIC-L017 naming both places.
    """
    for provision in provisions.values():
        for version in provision.versions:
            negated = {
                n.name for node in walk(version.tree) if isinstance(node, Not) for n in walk(node.inner) if isinstance(n, Ref)
            }
            for name in negated:
                other = provisions[name]
                if any(v.exclusion for v in other.versions):
                    continue
                for layer, window in version.windows.items():
                    starts = [v.windows[layer].since for v in other.versions if layer in v.windows]
                    ends = [v.windows[layer].until for v in other.versions if layer in v.windows]
                    if not starts or min(starts) > window.since or max(ends) < window.until:
                        raise LawError(
                            "LIC-L017",
                            f"`not {name}` in `{provision.name}` reads as yes on days when `{name}` is not in force ({layer}).",
                            where=f"{version.place} and {other.versions[0].place}",
                            hint=f"Cover the same days, or mark `{name}` exclusion=True when that is meant.",
                        )
