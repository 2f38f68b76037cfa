"""`licet check FILE`: lines that share quotas, one line and many lines agree, and the manners of the process."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from running import (
    BOOK,
    MEXICO,
    ORDINARY,
    WAITS,
    Line,
    answers,
    checked,
    codified,
    command,
    csv_text,
    mexican,
    put,
    put_lines,
    read_csv,
    run,
    scalar_answers,
    spawn,
)

from licet.batch.run import SMALL

COLOR = re.compile(r"\x1b\[(\d+;)*(3[0-8]|4[0-8]|9[0-7])(;\d+)*m")


# Lines of one book share their quotas


@pytest.mark.parametrize(
    ("quantities", "found"),
    [
        ((1699,), ["LPP"]),
        ((1700,), ["license_required"]),
        ((1699, 1), ["LPP", "license_required"]),
        ((1700, 1699), ["license_required", "LPP"]),
        ((1000, 1000, 699, 1), ["LPP", "license_required", "LPP", "license_required"]),
        ((699, 1000, 1000, 0), ["LPP", "LPP", "license_required", "LPP"]),
    ],
)
def test_lines_use_up_one_limit_in_file_order(tmp_path: Path, quantities: tuple[int, ...], found: list[str]) -> None:
    book = put_lines(tmp_path, *mexican(*quantities))
    assert codified(checked(book)) == found
    alone = ["LPP" if quantity < 1700 else "license_required" for quantity in quantities]
    assert codified(checked(book, "--independent")) == alone


def test_the_order_of_rows_matters(tmp_path: Path) -> None:
    lines = mexican(1000, 900, 600)
    forward, backward = checked(put_lines(tmp_path, *lines)), checked(put_lines(tmp_path, *reversed(lines)))
    assert codified(forward) == ["LPP", "license_required", "LPP"]
    assert codified(backward) == ["LPP", "LPP", "license_required"]


def test_each_group_and_year_of_receipt_has_a_limit_of_its_own(tmp_path: Path) -> None:
    groups = ("Uno", "Dos", "UNO, Inc.", "dos ltd")
    lines = [{**MEXICO, "consignee_parent_name": group} for group in groups]
    assert codified(checked(put_lines(tmp_path, *lines))) == ["LPP", "LPP", "license_required", "license_required"]
    days: tuple[Line, ...] = (
        {},
        {"date": "2026-06-02"},
        {"date": "2025-12-31"},
        {"date": "2025-12-30", "received_on": "2026-01-02"},
    )
    years = [{**MEXICO, "received_on": "", **day} for day in days]
    assert codified(checked(put_lines(tmp_path, *years))) == ["LPP", "LPP", "license_required", "license_required"]


def test_a_stated_balance_counts_before_the_first_line(tmp_path: Path) -> None:
    lines = mexican(1, 1, lpp_received_tpp="26884168.8")
    assert codified(checked(put_lines(tmp_path, *lines))) == ["LPP", "license_required"]


def test_a_line_waits_for_an_earlier_one_that_is_undetermined(tmp_path: Path) -> None:
    lines = mexican(1000, 1000, 600)
    lines[0]["consignee_hq"] = ""
    ran = checked(put_lines(tmp_path, *lines))
    assert ran.status == 3
    assert codified(ran) == ["undetermined"] * 3
    assert [line["needs"] for line in ran.lines] == ["consignee_hq", WAITS, WAITS]
    assert codified(checked(put_lines(tmp_path, *lines), "--independent")) == ["undetermined", "LPP", "LPP"]
    lines[0]["quantity"] = "50"
    after = checked(put_lines(tmp_path, *lines[1:], lines[0]))
    assert codified(after) == ["LPP", "LPP", "undetermined"], "what comes later takes nothing from those before it"


def test_a_line_that_fits_in_any_case_waits_for_nobody(tmp_path: Path) -> None:
    lines = mexican(1000, 699)
    lines[0]["consignee_hq"] = ""
    assert codified(checked(put_lines(tmp_path, *lines))) == ["undetermined", "LPP"]


def test_a_line_waits_for_an_earlier_one_of_unknown_quantity(tmp_path: Path) -> None:
    ran = checked(put_lines(tmp_path, *mexican("", 1699)))
    assert codified(ran) == ["undetermined", "undetermined"]


def test_full_determinations_wait_as_the_answered_book_does(tmp_path: Path) -> None:
    lines = mexican(1000, 1000)
    lines[0]["consignee_hq"] = ""
    found = run("check", put_lines(tmp_path, *lines), "--json", *ORDINARY).json
    assert [one["layers"]["codified"]["outcome"] for one in found] == ["undetermined", "undetermined"]


def test_a_line_that_is_refused_takes_nothing(tmp_path: Path) -> None:
    lines = mexican(1000, 600, 699)
    lines[1]["line_id"] = "1"
    assert codified(checked(put_lines(tmp_path, *lines))) == ["LPP", "undetermined", "LPP"]


def test_a_big_book_of_one_limit_agrees_with_a_sum_on_paper(tmp_path: Path) -> None:
    rng, used, expected, lines = random.Random(17), dict[str, int](), list[str](), list[Line]()
    for number in range(SMALL + 200):
        group, quantity = f"Group {rng.randrange(60)}", rng.randrange(1, 400)
        lines.append({"line_id": str(number), **MEXICO, "quantity": str(quantity), "consignee_parent_name": group})
        fits = used.get(group, 0) + quantity <= 1699
        used[group] = used.get(group, 0) + quantity * fits
        expected.append("LPP" if fits else "license_required")
    assert codified(checked(put_lines(tmp_path, *lines))) == expected
    assert {"LPP", "license_required"} == set(expected)


def test_a_book_read_in_pieces_is_one_book(tmp_path: Path) -> None:
    note = "x" * 60_000
    lines = [{"line_id": str(n), **MEXICO, "quantity": "10", "note": note, "consignee_parent_name": "Uno"} for n in range(300)]
    lines[280] |= {"quantity": "ten"}
    lines[290] |= {"line_id": "5"}
    ran = checked(put_lines(tmp_path, *lines))
    assert ran.codes == ["LIC-F002", "LIC-F014"] and "row 282, column quantity" in ran.err and "row 292, column line_id" in ran.err
    ways = codified(ran)
    assert ways[:169] == ["LPP"] * 169 and set(ways[169:280]) == {"license_required"}


# One line and many lines agree

PLACES = ("CN", "MO", "MX", "DE", "VN", "IL", "AE", "RU", "US")
DAYS = ("2022-10-07", "2022-10-21", "2023-11-16", "2023-11-17", "2024-04-04", "2025-01-31", "2025-05-15", "2026-06-15")


def generated(count: int, seed: int) -> Iterator[Line]:
    """Lines over the edges of the law: few values of each fact, many combinations, blanks everywhere."""
    rng = random.Random(seed)
    pool = {
        "consignee_hq": PLACES,
        "consignee_parent": ("none", "none", "CN", "US"),
        "quantity": ("1", "1699", "1700"),
        "exporter_name": ("NVIDIA", "Example Inc"),
        "end_use": ("commercial", "military"),
        "consignee_listed": ("none", "entity_list"),
        "lpp_received_tpp": ("0", "26899999.999"),
    }
    items: tuple[Line, ...] = (
        {"chip": "H100 SXM"},
        {"chip": "H20"},
        {"chip": "A800 SXM 80GB"},
        {"chip": "RTX 4090", "datacenter": "no"},
        {"item_kind": "ic", "tpp": "4799.999", "applicable_die_area_mm2": "814", "datacenter": "yes"},
        {"item_kind": "ic", "tpp": "1600", "performance_density": "5.92", "datacenter": "yes"},
        {"item_kind": "computer", "ic_tpp": "4800", "ic_count": "8"},
        {"item_kind": "ic", "tpp": "many"},
    )
    for _ in range(count):
        line = {"date": rng.choice(DAYS), "destination": rng.choice(PLACES), **rng.choice(items)}
        yield line | {name: rng.choice(values) for name, values in pool.items() if rng.random() < 0.6}


@pytest.mark.parametrize("assume", [("ordinary",), ()])
def test_one_line_and_the_order_book_agree(assume: tuple[str, ...]) -> None:
    options = [word for name in assume for word in ("--assume", name)]
    ran = run("check", BOOK, "--csv", "--quiet", "--independent", *options)
    for line, found in zip(read_csv(BOOK.read_text(encoding="utf-8")), ran.lines, strict=True):
        stated = {name: value for name, value in line.items() if value and name not in ("source", "note")}
        if "date" in stated:
            assert answers(found)[:8] == scalar_answers(stated, assume), line["line_id"]


def test_one_line_and_a_sorted_book_agree(tmp_path: Path) -> None:
    different = list(generated(800, seed=3))
    alone = [scalar_answers(line) for line in different]
    rng = random.Random(4)
    taken = [*range(len(different)), *(rng.randrange(len(different)) for _ in range(SMALL))]
    lines = [{"line_id": str(number), **different[which]} for number, which in enumerate(taken)]
    ran = checked(put_lines(tmp_path, *lines), "--independent")
    assert ran.status == 2 and len(lines) > SMALL
    for line, found, which in zip(lines, ran.lines, taken, strict=True):
        assert answers(found)[:8] == alone[which], line
    assert len({line["outcome"] for line in ran.lines}) >= 4


# Manners


def test_exit_statuses_of_a_book(tmp_path: Path) -> None:
    clear = {**MEXICO, "date": "2024-06-03"}
    finding, unknown, bad = {**clear, "consignee_hq": "CN"}, {**clear, "consignee_hq": ""}, {**clear, "quantity": "x"}
    for lines, status in (([clear], 0), ([clear, finding], 1), ([clear, finding, unknown], 3), ([unknown, bad, finding], 2)):
        book = put_lines(tmp_path, *lines)
        assert checked(book).status == status
        assert run("check", book, "--json", *ORDINARY).status == status
        assert checked(book, "--exit-zero").status == (2 if status == 2 else 0)


def test_a_bug_is_told_with_a_report_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("licet.faces.books.open_book", lambda *_: 1 / 0)
    ran = run("explain", BOOK, "--line", "1")
    monkeypatch.setattr("licet.faces.cli.check_file", lambda *_, **__: 1 / 0)
    again = run("check", BOOK)
    assert (ran.status, again.status, again.codes) == (70, 70, ["LIC-B099"])
    assert len(list(tmp_path.glob("licet-bug-*"))) == 2
    assert "ZeroDivisionError" in next(tmp_path.glob("licet-bug-*")).read_text()


@pytest.mark.parametrize("target", ["no-such-folder/out.csv", "out.unknown", "."])
def test_a_target_that_cannot_be_written_is_refused(tmp_path: Path, target: str) -> None:
    ran = run("check", BOOK, "--out", tmp_path / target, *ORDINARY)
    assert ran.status == 2 and ran.codes[0] in ("LIC-R020", "LIC-R004")


def test_a_book_can_be_answered_onto_itself(tmp_path: Path) -> None:
    book = put_lines(tmp_path, *mexican(1, 2))
    assert run("check", book, "--out", book, "--quiet", *ORDINARY).status == 0
    assert [line["outcome"] for line in read_csv(book.read_text())] == ["no_license_required"] * 2


def test_the_script_reads_a_pipe_and_honours_no_color(tmp_path: Path) -> None:
    book, settings = csv_text(mexican(1699, 1)).encode(), {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "1"}
    plain = spawn("check", "-", "--csv", *ORDINARY, stdin=book)
    assert codified(plain) == ["LPP", "license_required"]
    assert "2 lines of standard input" in plain.err and "\x1b" not in plain.err
    on_terminal = spawn("check", "-", *ORDINARY, stdin=book, env=settings)
    assert "\x1b" in on_terminal.out and not COLOR.search(on_terminal.out + on_terminal.err)


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    book = put_lines(tmp_path, *({**MEXICO, "note": "x" * 20_000} for _ in range(40)))
    for words in (("check", book, "--csv", *ORDINARY), ("check", BOOK, "--jsonl", *ORDINARY)):
        with subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            assert process.stdout and process.stderr
            process.stdout.read(10)
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) in (0, 1)


def test_an_interrupt_leaves_no_half_file(tmp_path: Path) -> None:
    target = put(tmp_path, "out.csv", "as it was")
    words = command("check", "-", "--out", target, "--quiet", *ORDINARY)
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a test run in the background may ignore interrupts
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeds) as process:
        assert process.stdin and process.stderr
        process.stdin.write(csv_text([{**MEXICO, "note": "x" * 100_000}] * 100).encode())
        process.stdin.flush()  # more than a block, and the pipe stays open: the command waits for the rest
        limit = time.monotonic() + 60
        while not list(tmp_path.glob(".licet-*.part")) and time.monotonic() < limit:
            time.sleep(0.02)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        process.stdin.close()
        assert b"Interrupted" in process.stderr.read()
        assert process.wait(60) == 130
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert target.read_text() == "as it was"


def test_two_runs_into_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    books = [put_lines(tmp_path, *mexican(*[number] * 2_000), name=f"{number}.csv") for number in (1, 2)]
    runs = [subprocess.Popen(command("check", book, "--out", target, "--quiet", *ORDINARY)) for book in books]
    assert [process.wait(120) for process in runs] == [0, 0]
    found = {line["quantity"] for line in read_csv(target.read_text())}
    assert len(found) == 1 and len(read_csv(target.read_text())) == 2_000
    assert len(list(tmp_path.iterdir())) == 3
