"""Spark answers a lake with `spark.sql(text)`: no functions of ours, no Python on its workers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from licet.base.errors import FileError, UsageError
from licet.batch.header import fact_columns
from licet.batch.run import answer_names
from licet.decide.settings import Settings
from licet.lake.explain import COLUMNS, explanation
from licet.lake.files import LakeFile
from licet.lake.text import law_text
from licet.lake.words import ANSWER

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

VIEW = "licet_lines"
PARTITIONED_BY = "outcome"
ANSWERS, EXPLANATIONS = "answers", "explanations"


def spark_on(master: str | None = None, **options: str) -> SparkSession:
    """Spark in this process, or on the cluster that spark-submit names.

    Raises:
        UsageError: LIC-U055 where PySpark is not installed, or finds no Java.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("LIC-U055", "PySpark is not installed.", hint="pip install 'licet[spark]', or make spark.") from None
    builder = SparkSession.builder.appName("licet")
    if master is not None:
        builder = builder.master(master)
    for name, value in options.items():
        builder = builder.config(name.replace("__", "."), value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise UsageError("LIC-U055", f"Spark does not start: {error}.", hint="It needs Java 17 or newer, on the path or in JAVA_HOME.") from None


def answer(lines: DataFrame, settings: Settings) -> DataFrame:
    """The frame with the answer's columns behind its own.

    Raises:
        UsageError: LIC-U050 for a column whose cells have no exact form in SQL.
    """
    types = dict(lines.dtypes)
    facts = fact_columns(list(types), "the table")
    kept = {f"column_{number}": column for number, column in enumerate(types)}
    chip = next((column for column, fact in facts.items() if fact == "chip"), None)
    chips = None
    if chip is not None:
        chips = [str(row[0]) for row in lines.select(_name(chip)).distinct().collect() if row[0] is not None]
    columns = [f"{_name(column)} AS {name}" for name, column in kept.items()] + [f"{_name(c)} AS {fact}" for c, fact in facts.items()]
    lines.selectExpr(*columns).createOrReplaceTempView(VIEW)
    known = {fact: types[column] for column, fact in facts.items()}
    text = law_text(VIEW, known, settings.engine, settings, keep=list(kept), chips=chips)
    shown = answer_names(tuple(types), ANSWER)
    outputs = [f"{name} AS {_name(column)}" for name, column in kept.items()]
    outputs += [f"{name} AS {_name(other)}" for name, other in zip(ANSWER, shown, strict=True)]
    return lines.sparkSession.sql(text).selectExpr(*outputs)


def answer_lake(spark: SparkSession, lake: str, out: str, settings: Settings) -> DataFrame:
    """Answer a Parquet lake: `OUT/answers`, partitioned by outcome, and `OUT/explanations`, a row for each path.

    Returns:
        Lines by outcome and authorization.
    """
    answers = f"{out.rstrip('/')}/{ANSWERS}"
    lines = spark.read.parquet(lake)
    shown = dict(zip(ANSWER, answer_names(tuple(lines.columns), ANSWER), strict=True))
    answer(lines, settings).write.partitionBy(shown[PARTITIONED_BY]).parquet(answers)
    written = spark.read.parquet(answers)
    paths = [row[0] for row in written.select(shown["path"]).distinct().collect()]
    explained(spark, paths, settings).coalesce(1).write.parquet(f"{out.rstrip('/')}/{EXPLANATIONS}")
    return written.groupBy(shown["outcome"], shown["via"]).count()


def explained(spark: SparkSession, paths: Iterable[str], settings: Settings) -> DataFrame:
    """The explanation of each path; join it by `path`."""
    corpus = settings.engine.corpus
    rows = [tuple(explanation(corpus, path)[column] for column in COLUMNS) for path in sorted(set(paths))]
    return spark.createDataFrame(rows, ", ".join(f"{column} string" for column in COLUMNS))


class SparkAnswers:
    """Answers files one by one, in this process, on all cores."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._spark = spark_on("local[*]", spark__ui__enabled="false", spark__sql__shuffle__partitions="4")
        self._spark.sparkContext.setLogLevel("OFF")

    def __call__(self, file: LakeFile, part: str) -> dict[str, Any]:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException

        try:
            lines = self._spark.read.parquet(file.path)
            answer(lines, self._settings).write.parquet(part)
            written = self._spark.read.parquet(part)
            shown = dict(zip(ANSWER, answer_names(tuple(lines.columns), ANSWER), strict=True))
            grouped = written.groupBy(shown["outcome"], shown["via"], (written[shown["complaints"]] != "").alias("bad")).count().collect()
        except (PySparkException, Py4JError) as error:
            words = str(error).splitlines()[0]
            raise FileError("LIC-R013", f"Spark cannot answer it: {words}", where=file.path, hint="Is it a whole Parquet file?") from None
        ways: dict[tuple[str, str], int] = {}
        for outcome, via, _, count in grouped:
            ways[outcome, via] = ways.get((outcome, via), 0) + count
        from licet.lake.run import sums

        return sums(sum(ways.values()), sum(row[3] for row in grouped if row[2]), ways, lines.columns)


def _name(column: str) -> str:
    return "`" + column.replace("`", "``") + "`"
