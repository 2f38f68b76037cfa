"""Screening measured: recall and precision by category, speed, memory, and rivals on the same machine.

usage: python bench/screening/run.py [--lists FILE] [--pairs FILE] [--set dev|hold] [--rivals] [--nomenklatura PYTHON] [--misses CATEGORY]

`--lists` is a table of parties (default ../shared/data/screening_parties.csv.gz), `--pairs` the public development set of labelled pairs. With
--rivals, rapidfuzz by brute force, and nomenklatura's LogicV1 and LogicV2 in an interpreter that has them (bench/setup_peers.sh).
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import time
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rapidfuzz import fuzz, process
from russian import report as russian_organisations
from sets import Case, foreign, innocent, one_edit, russians, spoilt

from licet.parties.index import Index
from licet.parties.load.any import file_bytes, read_any
from licet.parties.match import Party, search
from licet.parties.normal import forms_of
from licet.parties.score import align

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = next((p for p in (REPOSITORY.parent / "shared", REPOSITORY.parent.parent / "shared") if p.exists()), REPOSITORY)
SEEDS = {"dev": 11, "hold": 77}
ALERT = 750
BRUTE_SAMPLE = 200

INDEX: Index


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--lists", default=str(SHARED / "data" / "screening_parties.csv.gz"))
    words.add_argument("--pairs", default=str(SHARED / "data" / "name_bench_cases.csv"))
    words.add_argument("--set", default="dev", choices=SEEDS)
    words.add_argument("--russian", default="dev", choices=("dev", "aside"))
    words.add_argument("--rivals", action="store_true")
    words.add_argument("--nomenklatura", default=str(REPOSITORY / ".bench" / "nomenklatura" / "bin" / "python"))
    words.add_argument("--misses", default="")
    given = words.parse_args()
    global INDEX
    entries = read_any(file_bytes(given.lists), given.lists).entries
    begun = time.process_time()
    INDEX = Index(entries)
    print(f"index: {len(entries):,} parties, {len(INDEX.forms):,} readings, {time.process_time() - begun:.2f} s of processor time")
    categories(given.set, given.misses)
    russian_organisations(INDEX, given.russian, given.misses)
    if Path(given.pairs).exists():
        pairs(given.pairs)
    speed()
    print(
        f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most, interpreter and libraries included"
    )
    blocking()
    if given.rivals:
        rivals(given.pairs, given.nomenklatura)


def cases_of(which: str) -> list[Case]:
    """The cases of a set, over the lists in use."""
    names = [name.text for entry in INDEX.entries for name in entry.names if name.kind in ("primary", "strong")]
    people = [entry.name for entry in INDEX.entries if entry.kind == "individual"]
    seed = SEEDS[which]
    return [*spoilt(names, which, seed, 150), *russians(people, seed, 150), *foreign(which), *innocent(seed, 200)]


def is_right(case: Case, owners: dict[str, set[str]]) -> bool:
    """Whether the wanted entry is among the hits; for an innocent, whether there is none."""
    hits = search(INDEX, Party(case.asked)).hits
    if not case.wanted:
        return not hits
    if case.wanted.startswith("~"):
        return any(case.wanted[1:].casefold() in name.text.casefold() for hit in hits for name in hit.entry.names)
    return any(hit.entry.key in owners[case.wanted.casefold()] for hit in hits)


def categories(which: str, misses: str) -> None:
    """Recall of each way to spoil a name, and innocents left alone."""
    owners: dict[str, set[str]] = {}
    for entry in INDEX.entries:
        for name in entry.names:
            owners.setdefault(name.text.casefold(), set()).add(entry.key)
    found: dict[str, list[int]] = {}
    for case in cases_of(which):
        right = is_right(case, owners)
        tally = found.setdefault(case.category, [0, 0])
        tally[0] += right
        tally[1] += 1
        if not right and misses and misses in case.category:
            print(f"  missed: {case.asked!r} for {case.wanted!r}")
    print(f"\nset {which}: found (or, for innocents, left alone), alert at REVIEW")
    for category, (right, all_of) in found.items():
        print(f"  {category:<34}{right:>5} of {all_of:<5}{right / all_of:.3f}")
    latin = [
        tally for category, tally in found.items() if not category.startswith(("real", "invented")) and "script" not in category
    ]
    clean = [tally for category, tally in found.items() if category.startswith(("real", "invented"))]
    hits, wanted = sum(t[0] for t in latin), sum(t[1] for t in latin)
    alone, innocents = sum(t[0] for t in clean), sum(t[1] for t in clean)
    print(f"  Latin and written back, all        {hits:>5} of {wanted:<5}{hits / wanted:.3f}")
    print(f"  innocents, all                     {alone:>5} of {innocents:<5}{alone / innocents:.3f}")
    print(f"  precision over this set            {hits / (hits + innocents - alone):.3f}")


def pair_score(one: str, other: str) -> int:
    """The score of two names, in thousandths; rarity from the lists."""
    found = [align(a, b, INDEX.weigh) for a in forms_of(one) for b in forms_of(other)]
    return max((alignment.score for alignment in found if alignment is not None), default=0)


def pairs(path: str) -> None:
    """The public development set: F1 at the level of an alert."""
    with Path(path).open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    begun = time.process_time()
    scores = [(pair_score(row["name1"], row["name2"]), row["is_match"] == "true") for row in rows]
    spent = (time.process_time() - begun) / len(rows)
    print(f"\npublic development set, {len(rows)} pairs: F1 {f1(scores, ALERT):.3f} at {ALERT}, {spent * 1e6:.0f} us a pair")


def f1(scores: list[tuple[int, bool]], bound: int) -> float:
    """The F1 of scores against labels."""
    true = sum(1 for score, is_match in scores if is_match and score >= bound)
    wrong = sum(1 for score, is_match in scores if is_match != (score >= bound))
    return 2 * true / (2 * true + wrong)


def _some(names: list[str]) -> int:
    return sum(len(search(INDEX, Party(name)).hits) > 0 for name in names)


def speed() -> None:
    """One by one, and many in two processes that share the index. Every fourth name is a listed one with a slip."""
    rng = random.Random(3)
    listed = [entry.name for entry in rng.sample(INDEX.entries, 1500)]
    names = [one_edit(name, rng) if n % 2 else name for n, name in enumerate(listed) if any(c.isalpha() for c in name)]
    names += [case.asked for case in innocent(5, 1500)]
    rng.shuffle(names)
    times = []
    for name in names[:1500]:
        begun = time.process_time()
        search(INDEX, Party(name))
        times.append(time.process_time() - begun)
    times.sort()
    print(
        f"\none name: p50 {times[len(times) // 2] * 1e3:.2f} ms, p99 {times[len(times) * 99 // 100] * 1e3:.2f} ms, "
        f"worst {times[-1] * 1e3:.1f} ms"
    )
    rest = names[1500:]
    begun = time.process_time()
    _some(rest)
    one = len(rest) / (time.process_time() - begun)
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with get_context("fork").Pool(2) as pool:
        pool.map(_some, [rest[::2], rest[1::2]], chunksize=1)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"batch: {one:,.0f} names a second of one processor; two processes {len(rest) / wall:,.0f} by the clock "
          f"(load {os.getloadavg()[0]:.1f}), "
          f"{2 * len(rest) / processor:,.0f} by processor time")  # fmt: skip


def blocking() -> None:
    """Typos: whether the best entry is the one that scoring every listed name would give."""
    rng = random.Random(9)
    names = [
        name.text
        for entry in INDEX.entries
        for name in entry.names
        if name.text.isascii() and len(name.text) > 7 and any(map(str.isalpha, name.text))
    ]
    asked = [one_edit(name, rng) for name in rng.sample(names, BRUTE_SAMPLE)]
    same = missed = 0
    for name in asked:
        form = forms_of(name)[0]
        total = sum(map(INDEX.weigh, form.tokens))
        best = 0
        for place, listed in enumerate(INDEX.forms):
            alignment = align(form, listed, INDEX.weigh, "", (total, INDEX.total[place]))
            best = max(best, alignment.score if alignment else 0)
        near = [align(form, INDEX.forms[place], INDEX.weigh) for place in (*INDEX.same_words(form), *INDEX.near(form))]
        found = max((alignment.score for alignment in near if alignment is not None), default=0)
        same += found == best
        missed += found < ALERT <= best
    print(
        f"\nblocking against scoring every name, {len(asked)} typos: same best score {same / len(asked):.4f}, "
        f"alerts lost {missed / len(asked):.4f}"
    )


def rivals(path: str, python: str) -> None:
    """rapidfuzz over every name; nomenklatura's two matchers over the pairs and over candidates."""
    names = [" ".join(form.tokens) for form in INDEX.forms]
    asked = [
        " ".join(forms_of(entry.name)[0].tokens) for entry in random.Random(4).sample(INDEX.entries, 60) if forms_of(entry.name)
    ]
    begun = time.process_time()
    for name in asked:
        process.extract(name, names, scorer=fuzz.token_sort_ratio, limit=20, score_cutoff=70)
    print(f"\nrapidfuzz token sort, every name: {len(asked) / (time.process_time() - begun):.0f} names a second of one processor")
    if not Path(python).exists():
        print(f"nomenklatura: no {python}; run bench/setup_peers.sh, or give --nomenklatura PYTHON")
        return
    script = Path(__file__).with_name("rival_nomenklatura.py")
    done = subprocess.run([python, str(script), path], capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"nomenklatura failed: {done.stderr[-400:]}")
        return
    for told in map(json.loads, done.stdout.splitlines()):
        print(f"nomenklatura {told['version']} {told['name']}: F1 {told['f1']:.3f} at 0.70 ({told['best']:.3f} at its best, {told['bound']}), "
              f"{told['us']:.0f} us a pair, "
              f"{told['mib']:.0f} MiB")  # fmt: skip


if __name__ == "__main__":
    main()
