"""Screening measured: recall and precision by category, speed, memory, and rivals on the same machine.

usage: python bench/screening/run.py [--only PART ...] [--set dev|hold] [--russian dev|aside] [--lists FILE] [--pairs FILE]
                                     [--nomenklatura PYTHON] [--misses CATEGORY]

`--lists` is a table of parties (default ../shared/data/screening_parties.csv.gz), `--pairs` the public development set of labelled pairs. The
part `rivals`: rapidfuzz by brute force, and nomenklatura's LogicV1 and LogicV2 in an interpreter that has them (bench/setup_peers.sh).
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
import threading
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from rapidfuzz import fuzz, process
from russian import report as russian_organisations
from sets import Case, foreign, innocent, one_edit, russians, spoilt

from licet.faces.parties import screen_many
from licet.parties.index import Index
from licet.parties.lists import Lists
from licet.parties.load.any import file_bytes, read_any
from licet.parties.match import Party, search
from licet.parties.normal import forms_of
from licet.parties.score import align
from licet.parties.screen import Screener

REPOSITORY = Path(__file__).resolve().parents[2]
SHARED = next((p for p in (REPOSITORY.parent / "shared", REPOSITORY.parent.parent / "shared") if p.exists()), REPOSITORY)
PARTS = ("speed", "categories", "russian", "pairs", "blocking", "rivals")
SEEDS = {"dev": 11, "hold": 77}
ALERT = 750
BRUTE_SAMPLE = 25

INDEX: Index


def main() -> None:
    """Measure and print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--lists", default=str(SHARED / "data" / "screening_parties.csv.gz"))
    words.add_argument("--pairs", default=str(SHARED / "data" / "name_bench_cases.csv"))
    words.add_argument("--set", default="dev", choices=SEEDS)
    words.add_argument("--russian", default="dev", choices=("dev", "aside"))
    words.add_argument("--only", nargs="+", choices=PARTS, default=PARTS[:-1])
    words.add_argument("--nomenklatura", default=str(REPOSITORY / ".bench" / "nomenklatura" / "bin" / "python"))
    words.add_argument("--misses", default="")
    given = words.parse_args()
    global INDEX
    entries = read_any(file_bytes(given.lists), given.lists).entries
    begun = time.process_time()
    INDEX = Index(entries)
    print(f"index: {len(entries):,} parties, {len(INDEX.forms):,} readings, {time.process_time() - begun:.2f} s of processor time")
    if "speed" in given.only:
        speed()
    if "categories" in given.only:
        categories(given.set, given.misses)
    if "russian" in given.only:
        russian_organisations(INDEX, given.russian, given.misses)
    if "pairs" in given.only and Path(given.pairs).exists():
        pairs(given.pairs)
    if "blocking" in given.only:
        blocking()
    if "rivals" in given.only:
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


def names_to_ask() -> list[str]:
    """Some six thousand names: of every eight, one is listed, one is listed and misspelt, six are nobody's."""
    rng = random.Random(3)
    listed = [entry.name for entry in rng.sample(INDEX.entries, 1500)]
    names = [one_edit(name, rng) if n % 2 else name for n, name in enumerate(listed) if any(c.isalpha() for c in name)]
    names += [case.asked for case in innocent(5, 1500)]
    rng.shuffle(names)
    return names


def speed() -> None:
    """One by one, many on one processor, and many as `licet screen FILE` does it: forked processes that share the index."""
    names = names_to_ask()
    screener = Screener(Lists(None, (), (), (), "bench", True), date(2026, 11, 1), index=INDEX)
    search(INDEX, Party("to warm up"))
    clock, processor = [], []
    for name in names[:1500]:
        begun, spent = time.perf_counter(), time.process_time()
        search(INDEX, Party(name))
        processor.append(time.process_time() - spent)
        clock.append(time.perf_counter() - begun)
    for times, how in ((clock, "clock"), (processor, "processor")):
        times.sort()
        print(f"one name, by the {how}: p50 {times[len(times) // 2] * 1e3:.2f} ms, p99 {times[len(times) * 99 // 100] * 1e3:.2f} ms, "
              f"worst {times[-1] * 1e3:.1f} ms")  # fmt: skip
    rest = [Party(name) for name in names[1500:]]
    begun = time.process_time()
    screener.screen_all(rest)
    print(f"one process: {len(rest) / (time.process_time() - begun):,.0f} names a second of one processor")
    watch = Memory()
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    answers = screen_many(screener, rest)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert [answer.party for answer in answers] == rest
    print(f"all processes: {len(rest) / wall:,.0f} names a second by the clock ({os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, "
          f"{spent / wall:.2f} of them had), {len(rest) / spent:,.0f} a second of each processor had")  # fmt: skip
    print(f"memory: {watch.most():.0f} MiB at most in all processes, shared pages counted once")


class Memory:
    """What this process and its children hold at most, from now on."""

    def __init__(self) -> None:
        self._most, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.2):
            pids = [os.getpid(), *map(int, Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())]
            held = 0
            for pid in pids:
                try:
                    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                except OSError:  # it has ended
                    continue
                held += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
            self._most = max(self._most, held)

    def most(self) -> float:
        """The highest sum of proportional set sizes seen, in MiB."""
        self._ended.set()
        self._thread.join()
        return self._most / 1024


def blocking() -> None:
    """Latin names with one slip: of those whose own entry scoring every name finds, how many the search finds; and the best score of a few."""
    rng = random.Random(21)
    readings: dict[int, list[int]] = {}
    for place, owner in enumerate(INDEX.owner):
        readings.setdefault(owner, []).append(place)
    names = [
        (owner, name.text) for owner, entry in enumerate(INDEX.entries) for name in entry.names
        if name.kind in ("primary", "strong") and name.text.isascii() and sum(map(str.isalpha, name.text)) >= 7 and len(name.text) < 120
    ]  # fmt: skip
    alike = found = 0
    for owner, name in ((owner, one_edit(name, rng)) for owner, name in rng.sample(names, 3000)):
        forms = forms_of(name)
        scores = [align(form, INDEX.forms[place], INDEX.weigh) for form in forms for place in readings[owner]]
        if max((one.score for one in scores if one), default=0) >= ALERT:
            alike += 1
            found += any(owner == INDEX.owner[place] for form in forms for place in (*INDEX.same_words(form), *INDEX.near(form)))
    print(f"\nblocking, {alike} slips whose entry scoring every name finds: {found / alike:.4f} found")
    same = 0
    asked = [one_edit(name, rng) for _, name in rng.sample(names, BRUTE_SAMPLE)]
    for name in asked:
        form = forms_of(name)[0]
        total = sum(map(INDEX.weigh, form.tokens))
        every = (align(form, listed, INDEX.weigh, "", (total, INDEX.total[place])) for place, listed in enumerate(INDEX.forms))
        near = (align(form, INDEX.forms[place], INDEX.weigh) for place in (*INDEX.same_words(form), *INDEX.near(form)))
        same += max((one.score for one in every if one), default=0) == max((one.score for one in near if one), default=0)
    print(f"  the same best score, whosever it is: {same} of {BRUTE_SAMPLE}")


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
