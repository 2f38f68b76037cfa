"""The ledger as people reach it: `licet quota`, `licet audit`, `licet check --ledger`, and Python."""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

import licet
from licet.base.errors import LedgerError

Address = Callable[[], str]
DAY = ("--date", "2025-06-02", "--layer", "codified")
LINE = {"chip": "H100 SXM", "destination": "MX", "consignee_hq": "MX", "consignee_parent": "none", "date": "2025-06-02"}
CODIFIED = ("--assume", "ordinary", "--layer", "codified")


def faces() -> ModuleType:
    """The way the tests of the faces run the command."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "faces"))
    import running

    return running


run = faces().run
csv_text = faces().csv_text


@pytest.fixture
def place(address: Address) -> str:
    found = address()
    assert run("quota", "open", found).status == 0
    return found


def balance(place: str, account: str) -> tuple[int, int]:
    with licet.quota(place) as ledger:
        return ledger.balance(account)


def test_reserve_post_and_void_from_the_command_line(place: str) -> None:
    assert run("quota", "reserve", place, "country:MX=789999999.999", *DAY, "--id", "a").status == 0
    refused = run("quota", "reserve", place, "country:MX=1", "lpp:acme:2025=26900000.001", *DAY)
    assert refused.status == 1
    for words in ("short by 0.999 TPP (15 CFR 742.6(b)(10)(iii)(B)(1)", "short by 0.001 TPP (15 CFR 740.29(a), (d)"):
        assert words in refused.out, "every limit that fails is told"
    assert run("quota", "post", place, "a", "country:MX=1.5", "--id", "p").status == 0
    assert run("quota", "post", place, "a", "country:MX=1.5", "--id", "p").out.startswith("posted before")
    assert balance(place, "country:MX") == (1_500, 1_500)
    assert run("quota", "void", place, "a").status == 1
    assert run("quota", "reverse", place, "a").status == 0
    assert balance(place, "country:MX") == (0, 0)


def test_a_share_of_a_hold_and_a_move_over_the_year(place: str) -> None:
    run("quota", "reserve", place, "lpp:acme:2025=800", *DAY, "--id", "a")
    assert run("quota", "move", place, "a", "lpp:acme:2026=800", *DAY, "--received", "2026-01-04", "--id", "b").status == 0
    assert run("quota", "post", place, "b", "--part", "3/8").status == 0
    assert (balance(place, "lpp:acme:2025"), balance(place, "lpp:acme:2026")) == ((0, 0), (300_000, 300_000))
    assert run("quota", "post", place, "b", "--part", "9/8").codes == ["LIC-U005"]


def test_a_fact_that_goes_too_far_is_recorded_and_stands_first_on_the_board(place: str) -> None:
    run("quota", "record", place, "country:IN=5", *DAY[:2])
    told = run("quota", "record", place, "country:MX=790000001", *DAY[:2])
    assert told.status == 1 and "BREACH country on country:MX: over by 1 TPP" in told.out
    board = run("quota", "board", place, "--as-of", "2025-06-02")
    assert board.status == 1
    first = board.out.splitlines()[1]
    assert first.startswith("country:MX") and "BREACH" in first and "█" in first
    assert run("quota", "board", place, "--as-of", "2025-06-02", "--layer", "enforced").status == 0, "it is not enforced"


def test_a_license_is_used_up_and_expires(place: str) -> None:
    assert run(
        "quota", "license", place, "D12", "--quantity", "10", "--value-usd", "1000.50", "--since", "2026-01-01", "--until", "2027-01-01",
        "--conditions", "not for resale",
    ).status == 0  # fmt: skip
    on = ("--date", "2026-05-01")
    assert run("quota", "reserve", place, "license_units:D12=4", "license_value:D12=400.2", *on).status == 0
    over = run("quota", "reserve", place, "license_units:D12=7", "license_value:D12=1", *on)
    assert over.status == 1 and "short by 1 units (license D12)" in over.out
    assert "expired" in run("quota", "reserve", place, "license_units:D12=1", "--date", "2027-01-01").out
    assert "not valid yet" in run("quota", "reserve", place, "license_units:D12=1", "--date", "2025-12-31").out
    assert run("quota", "reserve", place, "license_units:D13=1", *on).codes == ["LIC-Q004"]
    assert run("quota", "reserve", place, "license_units:D12=1.5", *on).codes == ["LIC-Q001"]


def test_a_license_that_is_entered_again_says_only_what_it_says_now(place: str) -> None:
    """An amendment replaces the whole license; what it puts in breach is listed and stays booked."""
    run("quota", "license", place, "D12", "--quantity", "10", "--value-usd", "1000", "--until", "2026-06-01")
    assert run("quota", "record", place, "license_units:D12=5", "license_value:D12=900", "--date", "2026-05-01").status == 0
    lower = run("quota", "license", place, "D12", "--quantity", "4", "--until", "2026-06-01")
    assert lower.status == 1 and "BREACH" in lower.out
    assert balance(place, "license_units:D12") == (5, 5)
    assert run("quota", "license", place, "D12", "--quantity", "20").status == 0
    assert run("quota", "reserve", place, "license_units:D12=15", "--date", "2026-07-01").status == 0, "it no longer expires"
    assert run("quota", "reserve", place, "license_value:D12=1", "--date", "2026-07-01").codes == ["LIC-Q004"], "no value is granted any more"


def test_a_share_is_refused_in_units_of_the_part(place: str) -> None:
    run("quota", "record", place, "uveu_total:acme=100", *DAY[:2])
    refused = run("quota", "reserve", place, "uveu:acme:BR=8.5", *DAY)
    assert refused.status == 1
    assert "at most 7 of 100 parts of uveu_total: room 7 TPP, asked 8.5 TPP, short by 1.5 TPP (supplement no. 10" in refused.out
    told = run("quota", "record", place, "uveu:acme:BR=8.5", *DAY[:2])
    assert told.status == 1 and "BREACH uveu_country on uveu:acme:BR: over by 1.5 TPP (codified" in told.out


def test_a_limit_of_ones_own_binds_beside_the_law(place: str) -> None:
    assert run("quota", "limit", place, "house", "--account", "lpp:acme", "--bound", "1000").status == 0
    assert "own limit house" in run("quota", "reserve", place, "lpp:acme:2025=1001", *DAY).out
    assert run("quota", "reserve", place, "lpp:other:2025=1001", *DAY).status == 0
    assert run("quota", "limit", place, "lpp", "--account", "lpp", "--bound", "1").status == 1, "the law's own limit stays"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("reserve", "country:MX=0"), "LIC-Q001"),
        (("reserve", "country:MX=-5"), "LIC-Q001"),
        (("reserve", "country:MX=0.0001"), "LIC-Q001"),
        (("reserve", "country:MX=1e15"), "LIC-Q001"),
        (("reserve", "country:MX=much"), "LIC-Q001"),
        (("reserve", "contry:MX=5"), "LIC-Q004"),
        (("reserve", "lpp:acme=5"), "LIC-Q004"),
        (("reserve", "country:MX"), "LIC-Q003"),
        (("reserve", "country:MX=5", "--layer", "wished"), "LIC-Q003"),
        (("reserve", "country:MX=5", "--date", "1/2/2025"), "LIC-Q003"),
        (("post", "nothing", "--part", "1/2"), "LIC-Q007"),
        (("reserve", "country:MZX=5"), "LIC-Q004"),
        (("reserve", "nveu:acme=5"), "LIC-Q004"),
        (("reserve", "uveu:acme:nowhere=5"), "LIC-Q004"),
        (("reserve", "country:MX=5", "--expires", "99999999999d"), "LIC-U001"),
        (("reserve", "country:MX=5", "--expires", "soon"), "LIC-U001"),
        (("statement", "contry:MX"), "LIC-Q004"),
        (("statement", "lpp:acme"), "LIC-Q004"),
        (("holds", "--state", "asleep"), "LIC-U005"),
        (("board", "--as-of", "someday"), "LIC-U001"),
        (("board", "--layer", "wished"), "LIC-U005"),
        (("export", "--out", "-", "--as-of", "someday"), "LIC-U001"),
        (("limit", "x", "--account", "lpp:acme:2025", "--bound", "1"), "LIC-Q019"),
        (("limit", "x", "--account", "country:MZX", "--bound", "1"), "LIC-Q019"),
        (("board", "--at", "yesterday"), "LIC-U001"),
        (("limit", "x", "--account", "a b", "--bound", "1"), "LIC-Q019"),
        (("license", "D:1", "--quantity", "1"), "LIC-Q019"),
        (("license", "D1", "--quantity", "0"), "LIC-Q019"),
        (("license", "D1", "--quantity", "1", "--since", "2026-02-01", "--until", "2026-01-01"), "LIC-Q019"),
    ],
)
def test_bad_words_change_nothing(words: tuple[str, ...], code: str, tmp_path: Path) -> None:
    place = str(tmp_path / "l.db")
    run("quota", "open", place)
    before = run("audit", "verify", place).out
    ran = run("quota", words[0], place, *words[1:])
    assert (ran.status, ran.codes) == (2, [code])
    assert run("audit", "verify", place).out == before


def test_one_account_however_it_is_spelled(place: str, tmp_path: Path) -> None:
    """A country in small letters or a group in large ones is the same account, with the same room, in words and in tables."""
    assert run("quota", "reserve", place, "country:mx=789999999", "lpp:ACME Inc:2025=26900000", *DAY).status == 0
    assert run("quota", "reserve", place, "country:MX=2", *DAY).status == 1
    table = tmp_path / "in.csv"
    row = {"id": "a", "kind": "reserve", "account": "lpp:Acme inc:2025", "amount": "1", "date": "2025-06-02", "layer": "codified"}
    table.write_text(csv_text([row]))
    assert run("quota", "import", place, table).status == 1
    assert "26,900,000" in run("quota", "statement", place, "lpp:Acme Inc:2025").out


def test_damaged_bytes_exit_with_4_and_change_nothing(tmp_path: Path) -> None:
    """An event that was edited is never acted on, whether its bytes can still be read or not."""
    place = str(tmp_path / "l.db")
    run("quota", "open", place)
    run("quota", "reserve", place, "country:MX=1", *DAY, "--id", "a")
    for deed in ("substr(body, 1, length(body) - 5)", "replace(body, '[\"country:MX\",1000]', '[\"country:MX\",9000]')"):
        copy = tmp_path / "copy.db"
        shutil.copy(place, copy)
        with sqlite3.connect(copy) as raw:
            raw.execute("DROP TRIGGER event_update")
            raw.execute(f"UPDATE event SET body = CAST({deed} AS BLOB) WHERE seq = 3")
        raw.close()
        for words in (("post", copy, "a"), ("reserve", copy, "country:MX=1", *DAY, "--id", "a")):
            ran = run("quota", *words)
            assert (ran.status, ran.codes) == (4, ["LIC-I001"])
        assert balance(str(copy), "country:MX") == (1_000, 0)
        assert run("audit", "verify", copy).status == 4


def test_no_ledger_and_a_busy_one(place: str, tmp_path: Path) -> None:
    assert run("quota", "board", tmp_path / "none.db").codes == ["LIC-Q013"]
    with licet.quota(place) as holder:
        holder.reserve([("country:MX", 5)], day="2025-06-02", layer="codified")
        with licet.quota(place) as other, pytest.raises(LedgerError, match="LIC-Q010") as busy:
            other.writer.transact([], wait_ms=0)
        assert busy.value.exit_code == 5


def test_a_folder_on_a_disk_that_cannot_be_written(tmp_path: Path) -> None:
    ran = run("quota", "open", tmp_path / "nowhere" / "l.db")
    assert (ran.status, ran.codes) == (2, ["LIC-Q014"])


# Tables in and out


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl", "parquet"])
def test_tables_in_and_out(form: str, tmp_path: Path) -> None:
    place, copy = str(tmp_path / "l.db"), str(tmp_path / "copy.db")
    run("quota", "open", place)
    run("quota", "open", copy)
    rows = [
        {"id": "a", "kind": "reserve", "account": "country:MX", "amount": "5.5", "date": "2025-06-02", "layer": "codified"},
        {"id": "a", "kind": "reserve", "account": "lpp:acme:2025", "amount": "7", "date": "2025-06-02", "layer": "codified"},
        {"id": "b", "kind": "reserve", "account": "lpp:acme:2025", "amount": "zero", "date": "2025-06-02", "layer": "codified"},
        {"id": "c", "kind": "reserve", "account": "lpp:acme:2025", "amount": "26900000", "date": "2025-06-02", "layer": "codified"},
        {"id": "d", "kind": "record", "account": "lpp:bolt:2025", "amount": "1", "date": "2025-06-02"},
    ]
    table = tmp_path / "in.csv"
    table.write_text(csv_text(rows))
    ran = run("quota", "import", place, table)
    assert (ran.status, ran.codes) == (2, ["LIC-Q001"]) and "row 4" in ran.err
    assert "2 done, 1 refused, 1 not asked; 0 of them had been answered before" in ran.err
    assert "3 of them had been answered before" in run("quota", "import", place, table).err, "sent again, nothing is done twice"
    assert balance(place, "lpp:acme:2025") == (7_000, 0)
    out = tmp_path / f"holds.{form}"
    assert run("quota", "export", place, "--what", "holds", "--out", out).status == 0
    assert run("quota", "import", copy, out).status == 0
    assert balance(copy, "lpp:acme:2025") == (7_000, 0)
    assert run("quota", "export", place, "--out", tmp_path / "entries.csv").status == 0
    entries = pl.read_csv(tmp_path / "entries.csv", infer_schema=False)
    assert entries.select("account", "reserved", "used").rows() == [
        ("country:MX", "5.5", "0"), ("lpp:acme:2025", "7", "0"), ("lpp:bolt:2025", "0", "1")
    ]  # fmt: skip
    assert run("quota", "export", place, "--what", "board", "--as-of", "2025-06-02", "--out", tmp_path / f"board.{form}").status == 0


def test_statements_and_boards_as_of_a_past_moment(place: str) -> None:
    run("quota", "reserve", place, "country:MX=5", *DAY)
    assert len(run("quota", "statement", place, "country:MX", "--json").json) == 1
    assert run("quota", "statement", place, "country:MX", "--json", "--at", "2020-01-01").json == []
    assert run("quota", "board", place, "--at", "2020-01-01", "--json").json == []
    assert "country:MX" in run("quota", "statement", place, "country:MX").out
    assert "country:MX" in run("quota", "holds", place).out


# check --ledger


def test_one_line_with_real_balances(place: str) -> None:
    words = [f"{name}={value}" for name, value in {**LINE, "quantity": "1699", "consignee_name": "Acme Inc"}.items()]
    fits = run("check", *words, *CODIFIED, "--ledger", place)
    assert "Ledger: fits: 2,791.2 TPP left on lpp:acme:2025" in fits.out
    assert run("check", *words, "line_id=1", *CODIFIED, "--ledger", place, "--reserve").out.endswith("lpp:acme:2025\n")
    answer = run("check", *words, *CODIFIED, "--ledger", place, "--json").json
    assert answer["outcome"] == "license_required", "the year of this group is used up"
    assert {"fact": "lpp_received_tpp", "value": "26897208.8", "by": "ledger"} in answer["assumed"]
    assert run("check", *words, "--reserve").codes == ["LIC-U005"]


def book(folder: Path, *quantities: int, name: str = "orders.csv") -> Path:
    rows = [{"line_id": f"{n}", **LINE, "consignee_name": "Acme", "quantity": str(q)} for n, q in enumerate(quantities, 1)]
    (folder / name).write_text(csv_text(rows))
    return folder / name


def ledger_words(place: str, file: Path, *more: str) -> list[str]:
    ran = run("check", file, *CODIFIED, "--ledger", place, "--csv", *more)
    return [line["ledger"] for line in ran.lines]


def test_a_book_is_booked_and_booked_again_with_nothing_twice(place: str, tmp_path: Path) -> None:
    orders = book(tmp_path, 1000, 600, 200, 99)
    assert ledger_words(place, orders) == ["fits", "fits", "not booked", "fits"]
    assert balance(place, "lpp:acme:2025") == (0, 0)
    assert ledger_words(place, orders, "--reserve") == ["reserved", "reserved", "not booked", "reserved"]
    filled = balance(place, "lpp:acme:2025")
    assert ledger_words(place, orders, "--reserve") == ["reserved before", "reserved before", "not booked", "reserved before"]
    assert balance(place, "lpp:acme:2025") == filled == (26_897_208_800, 0)
    changed = book(tmp_path, 999, 600, 200, 99)
    assert ledger_words(place, changed, "--reserve")[0] == "refused", "a line that was booked with other facts"
    assert balance(place, "lpp:acme:2025") == filled
    assert run("audit", "verify", place).status == 0


def test_booking_goes_on_where_it_was_interrupted(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from licet.ledger.ledger import Ledger

    orders, asked = book(tmp_path, *[10] * 8), []
    ask = Ledger.ask

    def breaks(self: Ledger, requests: list[object]) -> object:
        found = ask(self, requests)  # type: ignore[arg-type]
        asked.append(requests)
        if len(asked) == 5:
            raise KeyboardInterrupt  # after the commit, before anybody heard of it
        return found

    monkeypatch.setattr(Ledger, "ask", breaks)
    assert run("check", orders, *CODIFIED, "--ledger", place, "--reserve").status == 130
    assert ledger_words(place, orders, "--reserve") == ["reserved before"] * 5 + ["reserved"] * 3
    assert balance(place, "lpp:acme:2025") == (80 * 15_831_200, 0)


def test_a_ledger_that_counts_by_another_law_says_so(tmp_path: Path) -> None:
    from dataclasses import replace

    from licet.law import corpus
    from licet.ledger.ledger import open_ledger

    place = str(tmp_path / "l.db")
    with open_ledger(place, create=True, corpus=replace(corpus(), digest="sha256:" + "3" * 64)) as ledger:
        assert not ledger.is_current(corpus())
    assert "LIC-Q020" in run("check", book(tmp_path, 1), *CODIFIED, "--ledger", place).err
    run("quota", "open", place)
    assert "LIC-Q020" not in run("check", book(tmp_path, 1), *CODIFIED, "--ledger", place).err


# audit


def test_a_note_kept_outside_finds_a_history_that_was_rewritten(place: str, tmp_path: Path) -> None:
    run("quota", "reserve", place, "country:MX=5", *DAY, "--id", "a")
    note, key, public = tmp_path / "note.txt", tmp_path / "key", tmp_path / "public"
    made = run("audit", "anchor", place, "--to", note, "--key", key)
    assert made.status == 0 and key.stat().st_mode & 0o077 == 0
    public.write_text(made.out.splitlines()[1])
    run("quota", "reserve", place, "country:MX=6", *DAY)
    assert run("audit", "verify", place, "--against", note, "--key", public).status == 0
    record = tmp_path / "record"
    assert run("audit", "export", place, "--out", record).status == 0
    assert run("audit", "verify", record, "--against", note, "--key", public.read_text()).status == 0
    other = str(tmp_path / "other.db")
    run("quota", "open", other)
    run("quota", "reserve", other, "country:MX=4", *DAY, "--id", "a")
    assert run("audit", "verify", other, "--against", note, "--key", public).codes == ["LIC-I004"]
    note.write_text(note.read_text().replace("\n3\n", "\n2\n"))
    forged = run("audit", "verify", place, "--against", note, "--key", public)
    assert (forged.status, forged.codes) == (4, ["LIC-I004"])
    note.write_text("no note")
    assert run("audit", "verify", place, "--against", note, "--key", public).codes == ["LIC-Q018"]


def test_a_record_that_was_edited_exits_with_4(tmp_path: Path) -> None:
    place, record = str(tmp_path / "l.db"), tmp_path / "record"
    run("quota", "open", place)
    run("quota", "reserve", place, "country:MX=5", *DAY)
    run("audit", "export", place, "--out", record)
    record.write_bytes(record.read_bytes().replace(b'["country:MX",5000]', b'["country:MX",4000]'))
    ran = run("audit", "verify", record)
    assert (ran.status, ran.codes) == (4, ["LIC-I001"]) and "Event 3" in ran.err
    assert json.loads(run("audit", "verify", place, "--json").stdout)["events"] == 3
