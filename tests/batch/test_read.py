"""Reading order books: every form, every way in which one can be wrong."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import polars as pl
import pytest
from books import codes_of, put, refusal, rows_of, workbook
from hypothesis import given
from hypothesis import strategies as st

import licet.batch
import licet.batch.read
import licet.batch.sheet
from licet.base.errors import FileError
from licet.batch.read import _Header, _plain, _Records, form_of, open_book

# What holds for all forms


def test_the_form_is_the_ending_or_the_one_named() -> None:
    assert [form_of(name, None) for name in ("a.csv", "a.TSV", "a.ndjson", "a.parquet", "-")] == [
        "csv",
        "tsv",
        "jsonl",
        "parquet",
        "csv",
    ]
    assert form_of("a.txt", "JSON") == "json"
    with pytest.raises(FileError, match="LIC-R004"):
        form_of("a.xls", None)


def test_a_file_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(str(tmp_path / "none.csv")).complaint.code == "LIC-R001"
    assert refusal(str(tmp_path), "csv").complaint.code == "LIC-R002"
    path = put(tmp_path, "a.csv", "a\n1\n")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert refusal(path).complaint.code == "LIC-R003"


@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "json", "parquet", "xlsx"])
def test_an_empty_file_has_nothing_in_it(tmp_path: Path, form: str) -> None:
    assert refusal(put(tmp_path, f"a.{form}", "")).complaint.code == "LIC-R005"


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_garbage_and_truncated_files(tmp_path: Path, form: str) -> None:
    good = tmp_path / f"good.{form}"
    if form == "parquet":
        pl.DataFrame({"a": range(5000)}).write_parquet(good)
    else:
        workbook(good, [["a"], *([n] for n in range(5000))])
    whole = good.read_bytes()
    assert refusal(put(tmp_path, f"a.{form}", b"garbage" * 99)).complaint.code == "LIC-R013"
    for cut in (10, len(whole) // 2, len(whole) - 3):
        assert refusal(put(tmp_path, f"a.{form}", whole[:cut])).complaint.code == "LIC-R013"


def test_standard_input_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b"item,tpp\nx,4799.999\n")

    monkeypatch.setattr("sys.stdin", Stdin)
    book = open_book("-")
    assert (book.name, book.form, book.columns) == ("standard input", "csv", ("item", "tpp"))
    assert rows_of(book) == {2: ("x", "4799.999")}
    with pytest.raises(FileError, match="LIC-R003"):
        rows_of(book)


@pytest.mark.parametrize("form", ["parquet", "xlsx", "json"])
def test_whole_forms_on_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    path = tmp_path / f"a.{form}"
    if form == "parquet":
        pl.DataFrame({"a": ["1"]}).write_parquet(path)
    elif form == "xlsx":
        workbook(path, [["a"], [1]])
    else:
        path.write_text('[{"a": 1}]')
    with path.open("rb") as stream:
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": stream}))
        assert list(rows_of(open_book("-", form)).values()) == [("1",)]
    monkeypatch.setattr(licet.batch, "WHOLE_BYTES_MAX", 3)
    with path.open("rb") as stream:
        monkeypatch.setattr("sys.stdin", type("Stdin", (), {"buffer": stream}))
        assert refusal("-", form).complaint.code == "LIC-R014"


# CSV


def test_cells_are_text_as_written_and_trimmed(tmp_path: Path) -> None:
    book = open_book(put(tmp_path, "a.csv", "\ufeff Item ,TPP,note\r\n 00123 ,4799.999, \r\n=1+1,1e5,\u00a0x\u3000\r\n"))
    assert book.columns == (" Item ", "TPP", "note")
    assert rows_of(book) == {2: ("00123", "4799.999", None), 3: ("=1+1", "1e5", "x")}
    assert rows_of(book) == rows_of(book), "a file is read from its start each time"


@pytest.mark.parametrize("content", ["a,b", "a,b\n", "\ufeffa,b\r\n", "\n\na,b\n\n"])
def test_a_header_alone_is_a_book_without_rows(tmp_path: Path, content: str) -> None:
    book = open_book(put(tmp_path, "a.csv", content))
    assert book.columns == ("a", "b")
    assert list(book.chunks()) == []


def test_rows_keep_their_line_numbers(tmp_path: Path) -> None:
    content = 'a,b\n1,"two\nlines"\n\n3,"with ""quotes"", and comma"\n,,\n , \n"","x"\nlast,line'
    book = open_book(put(tmp_path, "a.csv", content))
    assert rows_of(book) == {2: ("1", "two\nlines"), 5: ("3", 'with "quotes", and comma'), 8: (None, "x"), 9: ("last", "line")}
    assert codes_of(book) == {}


def test_a_ragged_row_is_complained_of_and_the_others_go_on(tmp_path: Path) -> None:
    book = open_book(put(tmp_path, "a.csv", "a,b\n1,2\n1\n1,2,3\n4,5\n"))
    assert rows_of(book) == {2: ("1", "2"), 3: (None, None), 4: (None, None), 5: ("4", "5")}
    assert codes_of(book) == {3: "LIC-R008", 4: "LIC-R008"}
    ((_, first), _) = next(book.chunks()).complaints
    assert first.where.endswith("a.csv:3")
    assert first.what == "1 cells where the header has 2."


@pytest.mark.parametrize("bad", ['x,"open', 'x,"a"b', 'x,"a "b" c"', "x,\0", "x,a\rb", 'x,"' + "y" * 200_000 + '"'])
@pytest.mark.parametrize("before", ["1,2\n", ""])
@pytest.mark.parametrize("after", ["3,4\n" * 3, '3,"4"\n5,"6\n7"\n', ""])
def test_a_broken_line_costs_one_line(tmp_path: Path, before: str, bad: str, after: str) -> None:
    good = open_book(put(tmp_path, "good.csv", "a,b\n" + before + "x,y\n" + after))
    book = open_book(put(tmp_path, "bad.csv", "a,b\n" + before + bad + "\n" + after))
    row = 3 if before else 2
    assert rows_of(book) == {**rows_of(good), row: (None, None)}
    assert codes_of(book) == {row: "LIC-R009"}


def test_lines_read_as_one_are_named(tmp_path: Path) -> None:
    book = open_book(put(tmp_path, "a.csv", 'a,b\n"1,2\n3,4"\n5,6\n'))
    assert rows_of(book) == {2: (None, None), 4: ("5", "6")}
    assert "lines 2 to 3" in next(book.chunks()).complaints[0][1].what


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ("a,b\nCafé,1\n".encode("utf-16"), "byte 0, line 1"),
        ("a,b\nx,1\n".encode("utf-16-le"), "byte 0, line 1"),
        (b"a,b\n1,2\nCaf\xe9,1\n", "byte 11, line 3"),
        (b"\xef\xbb\xbfa,b\n\xff,1\n", "byte 7, line 2"),
    ],
)
def test_other_encodings_are_refused_with_their_place(tmp_path: Path, content: bytes, where: str) -> None:
    error = refusal(put(tmp_path, "a.csv", content))
    assert error.complaint.code == "LIC-R006"
    assert error.complaint.where.endswith(where)
    assert "UTF-8" in error.complaint.hint


def test_a_wrong_byte_far_in_has_its_offset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 64)
    error = refusal(put(tmp_path, "a.csv", b"a,b\n" + b"1,2\n" * 100 + b"\xe9,1\n"))
    assert error.complaint.where.endswith("byte 404, line 102")


@pytest.mark.parametrize("header", ["Item,item ", "a,,", "a,b\0", 'a,"b', 'a,"b"c'])
def test_a_header_that_cannot_be_used(tmp_path: Path, header: str) -> None:
    assert refusal(put(tmp_path, "a.csv", f"{header}\n1,2\n")).complaint.code == "LIC-R007"


def test_a_header_with_quotes_and_one_column_without_a_name(tmp_path: Path) -> None:
    book = open_book(put(tmp_path, "a.csv", '"a,\nb",\n1,2\n'))
    assert book.columns == ("a,\nb", "")
    assert rows_of(book) == {3: ("1", "2")}


def test_semicolons_and_tabs(tmp_path: Path) -> None:
    assert rows_of(open_book(put(tmp_path, "a.csv", "a;b\n1,5;2\n"))) == {2: ("1,5", "2")}
    assert rows_of(open_book(put(tmp_path, "a.tsv", "a\tb\n1,5\t2\n"))) == {2: ("1,5", "2")}


def test_one_column(tmp_path: Path) -> None:
    assert rows_of(open_book(put(tmp_path, "a.csv", 'a\n1\n\n"2\n3"\n\n4\n'))) == {2: ("1",), 4: ("2\n3",), 7: ("4",)}


def small_blocks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(licet.batch, "BLOCK_BYTES", size)
    monkeypatch.setattr(licet.batch.read, "BLOCK_BYTES", size)


def test_a_line_longer_than_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 64)
    assert refusal(put(tmp_path, "a.csv", "a,b\n1," + "2" * 200 + "\n")).complaint.code == "LIC-R014"
    assert refusal(put(tmp_path, "a.csv", "a" * 200)).complaint.code == "LIC-R014"


CELLS = st.text(st.sampled_from('ab ,;"\n\r\té=-'), max_size=5)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=30), st.integers(60, 200), st.integers(1, 9), st.booleans())
def test_what_was_written_is_read(rows: list[list[str]], block: int, chunk_rows: int, quotes_all: bool) -> None:
    text, expected = io.StringIO(newline=""), dict[int, tuple[str | None, ...]]()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL)
    writer.writerow("abc")
    for row in rows:
        line = text.getvalue().count("\n") + 1
        writer.writerow(row)
        if any(cell.strip() for cell in row):
            expected[line] = tuple(cell.strip() or None for cell in row)
    with pytest.MonkeyPatch.context() as patch:
        small_blocks(patch, block)
        patch.setattr("sys.stdin", type("Stdin", (), {"buffer": io.BytesIO(text.getvalue().encode())}))
        book = open_book("-", chunk_rows=chunk_rows)
        chunks = list(book.chunks())
    read = {number: cells for chunk in chunks for number, cells in zip(chunk.rows, chunk.frame.iter_rows(), strict=True)}
    assert read == expected
    assert all(not chunk.complaints and 0 < chunk.frame.height <= chunk_rows for chunk in chunks)


@given(st.text(st.sampled_from('a, "\n\r'), max_size=40), st.integers(1, 3))
def test_the_quick_way_reads_what_the_careful_way_reads(text: str, width: int) -> None:
    header = _Header(tuple("abc"[:width]), ",", 1)
    quick = _plain(f"{text}\n".encode(), header)
    if quick is not None:
        careful = _Records(header, "x", 1)
        assert careful.take(f"{text}\n", True) == ""
        assert not careful.complaints
        filled = {row: tuple(cell or None for cell in cells) for row, cells in enumerate(quick.rows(), 1) if any(cells)}
        expected = zip(careful.numbers, careful.rows, strict=True)
        assert filled == {row: tuple(cell or None for cell in cells) for row, cells in expected if any(cells)}


# JSON


def test_json_numbers_stay_as_written(tmp_path: Path) -> None:
    line = (
        '{"tpp": 4799.999, "n": 1.10, "big": 123456789012345678901.5, "e": 1E5, "ok": true, "no": null, "nan": NaN, "t": " x:y "}'
    )
    expected = ("4799.999", "1.10", "123456789012345678901.5", "1E5", "true", None, "NaN", "x:y")
    for name, content in (("a.jsonl", f"\ufeff{line}\r\n\n"), ("a.json", f"[{line}]"), ("b.json", line)):
        book = open_book(put(tmp_path, name, content))
        assert book.columns == ("tpp", "n", "big", "e", "ok", "no", "nan", "t")
        assert rows_of(book) == {1: expected}
    assert book.rows_total == 1


BAD_OBJECTS = {
    '{"a": 1': "LIC-R010",
    "[1]": "LIC-R010",
    '{"a": 1} x': "LIC-R010",
    "[" * 100_000: "LIC-R010",
    '{"a": [1]}': "LIC-R011",
    '{"a": {"b": 1}}': "LIC-R011",
    '{"a": {"b": 1, "b": 2}}': "LIC-R011",
    '{"a": 1, "a": 2}': "LIC-R012",
    '{"a": "\\ud800"}': "LIC-R009",
    '{"a": "\\u0000"}': "LIC-R009",
}


@pytest.mark.parametrize("bad", BAD_OBJECTS)
def test_a_broken_json_line_costs_one_line(tmp_path: Path, bad: str) -> None:
    book = open_book(put(tmp_path, "a.jsonl", f'{{"a": 1, "b": 2}}\n{bad}\n{{"b": "\\ud83d\\ude00"}}\n'))
    assert rows_of(book) == {1: ("1", "2"), 2: (None, None), 3: (None, "\U0001f600")}
    assert codes_of(book) == {2: BAD_OBJECTS[bad]}
    assert next(book.chunks()).complaints[0][1].where.endswith("a.jsonl:2")


@pytest.mark.parametrize("bad", [text for text, code in BAD_OBJECTS.items() if code != "LIC-R010" or text == "[1]"])
def test_a_bad_element_of_an_array_costs_one_row(tmp_path: Path, bad: str) -> None:
    book = open_book(put(tmp_path, "a.json", f'[{{"a": 1, "b": 2}}, {bad}, {{"b": 3}}]'))
    assert rows_of(book) == {1: ("1", "2"), 2: (None, None), 3: (None, "3")}
    assert codes_of(book) == {2: BAD_OBJECTS[bad]}


def test_a_key_that_comes_too_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_blocks(monkeypatch, 64)
    book = open_book(put(tmp_path, "a.jsonl", '{"a": 1}\n' * 20 + '{"late": 1}\n{"a": 2}\n'))
    assert codes_of(book) == {21: "LIC-R012"}
    assert rows_of(book)[22] == ("2",)


@pytest.mark.parametrize("content", ['[{"a": 1},', "x", "3", "[1]", '{"a": 1}\n{"a": 2}', "[" * 100_000])
def test_json_that_is_no_book(tmp_path: Path, content: str) -> None:
    assert refusal(put(tmp_path, "a.json", content)).complaint.code == "LIC-R010"


def test_json_lines_that_are_no_book(tmp_path: Path) -> None:
    assert refusal(put(tmp_path, "a.jsonl", "[\n1\n]")).complaint.code == "LIC-R010"
    assert refusal(put(tmp_path, "a.jsonl", '{"a": 1, "A": 2}')).complaint.code == "LIC-R007"
    assert refusal(put(tmp_path, "a.jsonl", b'{"a": "\xe9"}')).complaint.code == "LIC-R006"


# Parquet


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    frame = pl.DataFrame({"n": range(10), "day": [datetime.date(2025, 3, 1)] * 10, "text": [" x "] * 10})
    frame.write_parquet(tmp_path / "a.parquet", row_group_size=4)
    book = open_book(str(tmp_path / "a.parquet"), chunk_rows=3)
    chunks = list(book.chunks())
    assert pl.concat(chunk.frame for chunk in chunks).equals(frame)
    assert [chunk.first_row for chunk in chunks] == [1, 4, 7, 10]
    assert book.rows_total == 10


def test_parquet_damaged_in_the_middle(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": [str(n * 7919) for n in range(50_000)]}).write_parquet(path)
    content = path.read_bytes()
    path.write_bytes(content[:1000] + bytes(5000) + content[6000:])
    assert refusal(str(path)).complaint.code == "LIC-R013"


def test_every_code_is_in_the_table() -> None:
    sources = Path(licet.batch.__file__).parent.glob("*.py")
    import re

    used = {code for source in sources for code in re.findall(r'"(LIC-R\d{3})"', source.read_text())}
    listed = set(re.findall(r"LIC-R\d{3}", licet.batch.read.__doc__ or ""))
    assert used == listed


def test_json_key_order_may_differ(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(one) for one in ({"a": 1, "b": 2}, {"b": 4, "a": 3}, {"b": 5}))
    assert list(rows_of(open_book(put(tmp_path, "a.jsonl", lines))).values()) == [("1", "2"), ("3", "4"), (None, "5")]
