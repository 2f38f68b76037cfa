"""The public verbs, in Python. The command line has the same ones, by the same names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from licet.base.errors import Complaint, FactError
from licet.decide.determination import Determination
from licet.decide.determine import Question, determine
from licet.decide.regimes import Regimes
from licet.decide.settings import Settings, place_in_time, read_settings, regimes_named
from licet.facts.catalogue import Chip, find
from licet.facts.intake import Admitted, admit, known_fact
from licet.law import HOME

if TYPE_CHECKING:
    from pathlib import Path

    import polars

    from licet.ask.screened import ScreenedLine
    from licet.decide.changes import LawChanges
    from licet.decide.determination import Flip
    from licet.decide.model_sides import ModelAnswer
    from licet.decide.places import CountryAnswer
    from licet.decide.validated import VeuReport
    from licet.faces.flip import Flipped
    from licet.ledger.ledger import Ledger

Instruments = Mapping[str, str] | Sequence[str]
WORDS = ("as_of", "known_at", "layer", "reading", "assume", "instruments")
"""The words of a question that are no facts."""


def check(
    *,
    as_of: str | date | None = None,
    known_at: str | date | None = None,
    layer: str = "enforced",
    reading: Sequence[str] = (),
    assume: Sequence[str] = (),
    instruments: Instruments = (),
    regime: str = HOME,
    **facts: object,
) -> Determination:
    """May this line ship, under what, and why?

    Args:
        as_of: day of the law (default: the line's own date).
        known_at: only what was published by this day counts.
        layer: `enforced` or `codified` heads the answer; both are in it.
        reading: `NAME=CHOICE` where the text has two readings.
        assume: `FACT=VALUE` or the name of a profile, for blanks.
        regime: which law answers; see `regimes` for several at once.
        instruments: `{NAME: "STATUS@DAY[:SOURCE]"}`: what you know of the standing of a rule, for example
            `{"affiliates": "in_force@2026-11-10"}`; the answer lists it.
        facts: the line, by the names of the vocabulary; texts, numbers, dates or truth values.

    Raises:
        FactError: a fact is unknown by name or malformed. (A file's bad lines are reported instead, see `frame`.)

    >>> check(tpp="2368", applicable_die_area_mm2="814", item_kind="ic", date="2024-06-03", destination="CN").classification["eccn"]
    '3A991.p'
    """
    (name,) = regimes_named([regime])
    settings = read_settings(as_of, known_at, layer, reading, assume, regimes=(name,), instruments=instruments)
    return answer(_texts(facts), settings, regime=name)


def regimes(*names: str, **question: Any) -> Regimes:
    """As `check`, put to several laws at once; to all that ship with licet where none is named.

    >>> answers = regimes("us_ear", "my_sta", tpp="2368", item_kind="ic", origin="US", destination="CN", date="2026-06-01")
    >>> [(name, found.outcome) for name, found in answers.answers.items()][1]
    ('my_sta', 'not_subject')
    """
    chosen = regimes_named(names or ["all"])
    words = {key: question.pop(key) for key in WORDS if key in question}
    settings, texts = read_settings(**words, regimes=chosen), _texts(question)
    return Regimes({name: answer(texts, settings, regime=name) for name in chosen})


def explain(**question: Any) -> Determination:
    """As `check`, with the nearest changes that flip the answer (`flip`)."""
    words = {key: question.pop(key) for key in WORDS if key in question}
    (name,) = regimes_named([question.pop("regime", HOME)])
    return answer(_texts(question), read_settings(**words, regimes=(name,)), with_flips=True, regime=name)


def flip(*, seconds: int = 10, **question: Any) -> Flipped:
    """The nearest change of each fact of one line that turns its answer, proved; and which missing facts can still change it.

    Args:
        seconds: after so many the solver gives up a question; what it gave up is not proved, and says so.
        question: as for `check`.

    Raises:
        UsageError: LIC-U010 where z3 is not installed.

    >>> found = flip(chip="H100 SXM", quantity=1699, destination="MX", consignee_hq="MX", consignee_parent="none",
    ...              date="2025-06-02", layer="codified", assume=["ordinary"])
    >>> [(one.fact, turn.to, turn.parted_by) for one in found.facts for turn in one.turns if not one.by][0]
    ('quantity', '1700', ('15 CFR 740.29(a), (d)',))
    """
    from licet.faces.flip import flipped

    words = {key: question.pop(key) for key in WORDS if key in question}
    settings = read_settings(**words)
    admitted, asked = admitted_line(_texts(question), settings)
    return flipped(settings, admitted, asked, determine(settings.engine, admitted, asked), seconds)


def classify(*, as_of: str | date | None = None, instruments: Instruments = (), **facts: object) -> dict[str, str]:
    """The entry and paragraph of an item on a day: `eccn`, `paragraph`, `tpp`, `performance_density`."""
    texts = _texts(facts)
    if as_of is not None:
        texts.setdefault("date", str(as_of))
    return answer(
        texts,
        read_settings(
            as_of, assume=["base_eccn=none", "exporter_role=other", "us_person_support=no", "action=export"], instruments=instruments
        ),
    ).classification


def country(code: str, as_of: str | date | None = None, instruments: Instruments = ()) -> CountryAnswer:
    """A country's groups, its tier in the words of the press, and how both changed."""
    from licet.decide.places import country_answer

    settings = read_settings(as_of, instruments=instruments)
    return country_answer(settings.engine.corpus, code, settings.as_of)


def chip(name: str) -> Chip:
    """One chip of the catalogue, by key, name or alias."""
    return find(name)


def model(
    file: str | Path | None = None, *, as_of: str | date | None = None, known_at: str | date | None = None,
    reading: Sequence[str] = (), instruments: Instruments = (), **stated: object,
) -> ModelAnswer:  # fmt: skip
    """How many operations trained a model, and on which side of the law's figures they fall. See `licet.faces.model.count_model`."""
    from licet.faces.model import count_model

    return count_model(file, as_of=as_of, known_at=known_at, reading=reading, instruments=instruments, **stated)


def frame(
    lines: polars.DataFrame | polars.LazyFrame, *, why: str = "text", independent: bool = True, **words: Any
) -> polars.DataFrame:
    """A polars frame of lines in, the same frame with the answer's columns out. See `licet.batch.run.answer_frame`."""
    from licet.batch.run import answer_frame

    settings = read_settings(**words)
    return answer_frame(lines, settings, settings.engine, why=why, independent=independent)


def sql(
    table: str = "lines", columns: Mapping[str, str] | Sequence[str] | None = None, *, keep: Sequence[str] = (),
    chips: Sequence[str] | None = None, codes: bool = False, **words: Any,
) -> str:  # fmt: skip
    """One SELECT that answers every row of a table, for DuckDB, PostgreSQL and Spark. See `licet.lake.text.law_text`.

    Args:
        table: the table's name there, or a SELECT in brackets.
        columns: the table's columns and their SQL types, or their names where all are texts; every fact as text when not said.
        keep: columns to carry over, such as the line's id.
        chips: names of chips as the table writes them; the catalogue's own when not said.
        codes: a small integer for each layer and chain, not words.
        words: `as_of`, `known_at`, `layer`, `reading`, `assume`, `instruments` as in `check`.

    Raises:
        UsageError: LIC-U050 for a column whose cells have no exact form in SQL, LIC-U051 for a name that needs quotes.

    >>> text = sql("orders", ["tpp", "destination", "consignee_hq"], as_of="2025-06-02", assume=["ordinary"])
    >>> text.startswith("SELECT ") and "FROM orders AS t" in text
    True
    """
    from licet.lake.tables import said_columns
    from licet.lake.text import CODES, WORDS, law_text

    settings = read_settings(**words)
    return law_text(
        table, said_columns(columns), settings.engine, settings, keep=keep, chips=chips, show=CODES if codes else WORDS
    )


def quota(ledger: str, *, create: bool = False) -> Ledger:
    """A quota ledger by its address, a path or `postgresql://...`: its methods are the verbs of `licet quota`.

    Raises:
        LedgerError: LIC-Q011, Q013, Q014, Q015; see `licet.ledger.ledger.open_ledger`.
    """
    from licet.ledger.ledger import open_ledger

    return open_ledger(ledger, create=create)


def books(lines: polars.DataFrame | polars.LazyFrame | str | Path, **words: Any) -> polars.DataFrame:
    """One order book before many books of law (`days`, `layers`, `readings`), in one pass. See `licet.faces.views.books`."""
    from licet.faces.views import books as books_of

    return books_of(lines, **words)


def diff(day1: str | date, day2: str | date, layer: str | None = None, instruments: Instruments = ()) -> LawChanges:
    """What changed in the law between two days. See `licet.decide.changes.law_changes`."""
    from licet.decide.changes import law_changes

    first, second = (read_settings(day, instruments=instruments) for day in (day1, day2))
    return law_changes(first.engine.corpus, first.as_of or 0, second.as_of or 0, layer)


def package(out: str, *, anyway: bool = False, **question: Any) -> Determination:
    """Write the license application package of one line as the folder `out`; see `licet.report.application`.

    Args:
        anyway: also for a line that needs no license.
        question: as for `check`: the line by the names of the vocabulary, and from where the law is seen.

    Raises:
        UsageError: LIC-P001 for a line that needs no license.
        FileError: LIC-R023 where the folder is there already, LIC-R020 where it cannot be written.
    """
    from licet.decide.application import application_of
    from licet.faces.package import save

    words = {key: question.pop(key) for key in WORDS if key in question}
    settings = read_settings(**words)
    admitted, asked = admitted_line(_texts(question), settings)
    found = determine(settings.engine, admitted, asked)
    save(application_of(settings.engine, admitted, asked, found, anyway=anyway), out)
    return found


def veu(file: str | Path, *, as_of: str | date, reading: Sequence[str] = ()) -> VeuReport:
    """A company file against the requirements on validated data centers. See `licet.faces.veu.veu`."""
    from licet.faces.veu import veu as checked

    return checked(file, as_of=as_of, reading=reading)


def answer(
    texts: Mapping[str, str], settings: Settings, with_flips: bool = False, regime: str = HOME, screened: ScreenedLine | None = None
) -> Determination:
    """One line of typed texts, answered by one law.

    Raises:
        FactError: the first complaint at the door; or LIC-F016 when there is no day to answer for.
    """
    admitted, question = admitted_line(texts, settings, screened)
    flips: tuple[Flip, ...] = ()
    if with_flips:
        from licet.decide.flip import flips_of

        flips = flips_of(settings.engine_of(regime), admitted, question)
    return determine(settings.engine_of(regime), admitted, question, flips)


def admitted_line(texts: Mapping[str, str], settings: Settings, screened: ScreenedLine | None = None) -> tuple[Admitted, Question]:
    """One line of typed texts at the door, and the question that is asked of it."""
    for name in texts:
        known_fact(name)
    admitted = admit(texts, settings.assume)
    if screened is not None:
        from licet.ask.screened import admit_screened

        admitted = admit_screened(texts, settings.assume, screened)
    if admitted.complaints:
        raise _as_error(admitted.complaints[0])
    return place_in_time(admitted, settings)


def _as_error(complaint: Complaint) -> FactError:
    return FactError(complaint.code, complaint.what, where=complaint.where, hint=complaint.hint)


def _texts(facts: Mapping[str, object]) -> dict[str, str]:
    """Python values as the texts a file would hold."""
    texts = {}
    for name, value in facts.items():
        if value is None:
            continue
        if isinstance(value, float):
            raise FactError("LIC-F002", f"{name} is a float, {value!r}.", hint="Give the number as text, int, Decimal or Fraction.")
        texts[name] = "yes" if value is True else "no" if value is False else str(value)
    return texts
