"""DuckDB answers a file: its columns, the law's text over them, a Parquet file with the answer's columns behind its own."""

from __future__ import annotations

from typing import Any

from licet.base.errors import FileError, UsageError
from licet.batch.header import fact_columns
from licet.batch.run import answer_names
from licet.decide.settings import Settings
from licet.lake.files import LakeFile
from licet.lake.run import sums
from licet.lake.text import law_text
from licet.lake.words import ANSWER


class DuckAnswers:
    """Answers files, one at a time, on all cores."""

    def __init__(self, settings: Settings) -> None:
        try:
            import duckdb
        except ImportError:
            raise UsageError("LIC-U055", "DuckDB is not installed.", hint="pip install 'licet[duckdb]'") from None
        self._settings = settings
        self._errors = duckdb.Error
        self._connection = duckdb.connect()
        # The order of rows is kept where the tables that are looked up stay on their side of the joins.
        self._connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")

    def __call__(self, file: LakeFile, part: str) -> dict[str, Any]:
        try:
            return self._answer(file, part)
        except self._errors as error:
            words = str(error).splitlines()[0]
            raise FileError("LIC-R013", f"DuckDB cannot answer it: {words}", where=file.path, hint="Is it a whole Parquet file?") from None

    def _answer(self, file: LakeFile, part: str) -> dict[str, Any]:
        source = f"read_parquet({_text(file.path)})"
        types = {row[0]: row[1] for row in self._rows(f"DESCRIBE SELECT * FROM {source}")}
        facts = fact_columns(list(types), file.path)
        kept = {f"column_{number}": column for number, column in enumerate(types)}
        columns = [f"{_name(column)} AS {name}" for name, column in kept.items()] + [f"{_name(c)} AS {fact}" for c, fact in facts.items()]
        inside = f"(SELECT {', '.join(columns)} FROM {source})"
        chip = next((column for column, fact in facts.items() if fact == "chip"), None)
        chips = None
        if chip is not None:
            found = self._rows(f"SELECT DISTINCT CAST({_name(chip)} AS VARCHAR) FROM {source}")
            chips = [row[0] for row in found if row[0] is not None]
        settings = self._settings
        text = law_text(
            inside, {fact: types[column] for column, fact in facts.items()}, settings.engine, settings, keep=list(kept), chips=chips
        )
        names = answer_names(tuple(types), ANSWER)
        outputs = [f"{name} AS {_name(column)}" for name, column in kept.items()]
        outputs += [f"{name} AS {_name(shown)}" for name, shown in zip(ANSWER, names, strict=True)]
        self._connection.execute(f"COPY (SELECT {', '.join(outputs)} FROM ({text}) AS answered) TO {_text(part)} (FORMAT parquet)")
        outcome, via, complaints = (_name(names[ANSWER.index(name)]) for name in ("outcome", "via", "complaints"))
        written = f"read_parquet({_text(part)})"
        ways = {(row[0], row[1]): row[2] for row in self._rows(f"SELECT {outcome}, {via}, count(*) FROM {written} GROUP BY ALL")}
        bad = self._rows(f"SELECT count(*) FROM {written} WHERE {complaints} <> ''")[0][0]
        return sums(sum(ways.values()), bad, ways, list(types))

    def _rows(self, text: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(text).fetchall()


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
