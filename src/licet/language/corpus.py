"""Read a corpus of law from its folder, or from the cache that an earlier read left behind."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from licet.base.errors import LawError
from licet.language.book import Corpus, Grains
from licet.language.digest import corpus_digest, corpus_files
from licet.language.module import collect_names, parse_module, read_chains, read_provisions
from licet.language.provision import Provision
from licet.language.read import FactLike, Names
from licet.language.table import (
    Row, by_name, dated_row, duty_row, instrument_row, letter_row, read_toml, reading_row, rows_of, tier_row,
)  # fmt: skip
from licet.language.tree import Not, Ref, walk


def load_corpus(folder: Path, facts: Mapping[str, FactLike], grains: Mapping[str, Grains]) -> Corpus:
    """The corpus in a folder, from cache when its digest was read before.

    Raises:
        LawError: the first thing in the source that is not law, with file and line.
    """
    digest = corpus_digest(folder)
    shape = _shape(grains)
    cached = _cache_path(folder, digest, shape)
    if cached and (corpus := _from_cache(cached)):
        return corpus
    corpus = read_corpus(folder, facts, grains, digest)
    if cached:
        _to_cache(cached, corpus)
    return corpus


def _shape(grains: Mapping[str, Grains]) -> str:
    """Digest of what cached bytes depend on besides the law: the reader itself, the vocabulary, the Python version."""
    total = hashlib.sha256(repr((sorted(grains.items()), sys.version_info[:2])).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()


def read_corpus(
    folder: Path, facts: Mapping[str, FactLike], grains: Mapping[str, Grains], digest: str = ""
) -> Corpus:
    """Read a corpus from source."""
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
    modules = [parse_module(folder / path) for path in corpus_files(folder) if path.endswith(".py")]
    collect_names(modules, names)
    provisions = read_provisions(modules, names, instruments)
    _check_negations(provisions)
    return Corpus(
        about["name"], about["version"], digest or corpus_digest(folder), provisions, read_chains(modules, names),
        groups, parties, amounts, tuple(_treated(folder)), instruments, readings,
        tuple(rows_of(folder / "duties.toml", "duty", duty_row)),
        tuple(rows_of(folder / "letters.toml", "letter", letter_row)),
        tuple(rows_of(folder / "countries.toml", "press_tier", tier_row)), grains,
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


def _cache_path(folder: Path, digest: str, shape: str) -> Path | None:
    base = os.environ.get("LICET_CACHE") or os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    if base == "off":
        return None
    return Path(base) / "licet" / f"{folder.name}-{digest[7:23]}-{shape[:16]}.corpus"


def _from_cache(path: Path) -> Corpus | None:
    """Bytes that an earlier read of the same digest left. Only a file of this very user is trusted."""
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
                return None
            found = pickle.load(stream)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, TypeError, ValueError):
        return None
    return found if isinstance(found, Corpus) else None


def _to_cache(path: Path, corpus: Corpus) -> None:
    """Keep the corpus for the next start; a cache that cannot be written is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            pickle.dump(corpus, stream, protocol=5)
        os.replace(temporary, path)
    except OSError:
        return
