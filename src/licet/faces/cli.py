"""The command line: verbs, options and manners. It reads words, calls the verbs, and prints."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from licet.base import clock
from licet.base.errors import UsageError
from licet.decide.settings import Settings, engine, read_settings, regimes_named
from licet.faces import audit as audit_face
from licet.faces import certificates as certificates_face
from licet.faces import chips as chips_face
from licet.faces import design as design_face
from licet.faces import flip as flip_face
from licet.faces import law as law_face
from licet.faces import package as package_face
from licet.faces import printed as printed_face
from licet.faces import screening as screening_face
from licet.faces import veu as veu_face
from licet.faces.books import check_file, explain_line
from licet.faces.desk import desk_of
from licet.faces.lake import check_lake, is_lake
from licet.faces.quota import quota_app
from licet.faces.quota_read import add_readers
from licet.law import HOME

app = typer.Typer(
    add_completion=True, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    help="May this AI chip go to this party in this place on this day, under which authorization, and why?",
    epilog="Information, not legal advice.",
)  # fmt: skip
law_app = typer.Typer(no_args_is_help=True, help="The law itself: what is in force, word for word, and what changed.")
app.add_typer(law_app, name="law")

AsOf = Annotated[
    str | None, typer.Option("--as-of", help="Day of the law, YYYY-MM-DD (default: each line's own date, else today).")
]
KnownAt = Annotated[str | None, typer.Option("--known-at", help="Only what was published by this day counts.")]
Layer = Annotated[str, typer.Option("--layer", help="Which layer heads the answer: enforced or codified. Both are always in it.")]
Readings = Annotated[list[str] | None, typer.Option("--reading", help="NAME=CHOICE where the text has two readings.")]
Instruments = Annotated[
    list[str] | None,
    typer.Option("--instrument", help="NAME=STATUS@DAY[:SOURCE]: what you know of a rule: in_force, suspended, rescinded, not_enforced."),
]
Assume = Annotated[list[str] | None, typer.Option("--assume", help="FACT=VALUE, or a profile such as ordinary, for blanks.")]
BookFiles = Annotated[
    list[str],
    typer.Argument(help="An order book (CSV, TSV, JSON, JSON lines, Parquet, Excel), - for stdin; name=value words; or a lake of files."),
]
FormOut = Annotated[str | None, typer.Option("--format", help="csv, tsv, jsonl, json, parquet or xlsx, for what is written.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Exit 0 also for findings and undetermined lines.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, no summary.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Plain text.")]
EachDay = Annotated[
    str | None, typer.Option("--each-day", help="In one pass, the law of each of these days: DAY,DAY,... (own: each line's own date).")
]
EachReading = Annotated[
    list[str] | None, typer.Option("--each-reading", help="In one pass, each choice of the reading NAME, or NAME=CHOICE.")
]
Ecfr = Annotated[
    list[str] | None, typer.Option("--ecfr", help="eCFR XML of yours: shows the words of the day. Else files of LICET_ECFR.")
]
Regime = Annotated[
    list[str] | None, typer.Option("--regime", help="Which law answers: us_ear (default), another that ships with licet, or all.")
]
Seconds = Annotated[int, typer.Option("--seconds", min=1, help="Give up a question of the solver after so long.")]
Json = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]


def run(words: list[str]) -> int:
    """Run the command line on words.

    Returns:
        The exit status.
    """
    from typer.exceptions import TyperException

    try:
        result = app(words, standalone_mode=False, prog_name="licet")
    except TyperException as error:
        raise UsageError("LIC-U005", error.format_message(), hint="See licet --help.") from None
    except typer.Abort:
        return 130
    if result == 130:
        raise KeyboardInterrupt  # typer answers an interrupt with this number and no word; the guard has words
    return result if isinstance(result, int) else 0


def _settings(
    as_of: str | None, known_at: str | None, layer: str, reading: list[str] | None, assume: list[str] | None, instruments: list[str] | None
) -> Settings:  # fmt: skip
    return read_settings(as_of, known_at, layer, reading or (), assume or (), clock.today(), instruments=instruments or ())


@app.command()
def check(
    files: BookFiles,
    as_of: AsOf = None, known_at: KnownAt = None, layer: Layer = "enforced", reading: Readings = None,
    assume: Assume = None, regime: Regime = None, instrument: Instruments = None,
    independent: Annotated[bool, typer.Option("--independent", help="Lines do not share quotas.")] = False,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Write the answered book here; the ending says how.")] = None,
    form: FormOut = None,
    form_in: Annotated[str | None, typer.Option("--format-in", help="The same, for what is read.")] = None,
    as_json: Json = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="Full determinations, one JSON line each.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The answered book as CSV on standard output.")] = False,
    ledger: Annotated[str | None, typer.Option("--ledger", help="Balances come from this quota ledger: a file, or postgresql://...")] = None,
    reserve: Annotated[bool, typer.Option("--reserve", help="Book what may ship on the ledger; run again, nothing is booked twice.")] = False,
    book: Annotated[str | None, typer.Option("--book", help="The name under which the lines are booked (default: the file's).")] = None,
    expires: Annotated[str | None, typer.Option("--expires", help="When reservations lapse: days from now (14d) or a day.")] = None,
    screen: Annotated[bool, typer.Option("--screen", help="Look up the parties by name; what is found becomes facts.")] = False,
    lists: screening_face.ListsDir = None,
    allow: screening_face.Allow = None,
    audit: screening_face.Audit = None,
    owners: screening_face.Owners = None,
    each_day: EachDay = None,
    each_layer: Annotated[bool, typer.Option("--each-layer", help="In one pass, both layers at the head.")] = False,
    each_reading: EachReading = None,
    views: Annotated[str | None, typer.Option("--views", help="A TOML file of views, answered in one pass: docs/scale.md.")] = None,
    show: Annotated[str, typer.Option("--show", help="With several views: columns of the answer, joined by commas.")] = "outcome",
    long: Annotated[bool, typer.Option("--long", help="With several views: a line for each line and view.")] = False,
    engine_name: Annotated[str | None, typer.Option("--engine", help="Files of a lake: polars, duckdb or spark. docs/scale.md.")] = None,
    exit_zero: ExitZero = False, quiet: Quiet = False, no_color: NoColor = False,
) -> int:  # fmt: skip
    """May each line of an order book go, under what, and why?"""
    names = regimes_named(regime or ())
    settings = read_settings(as_of, known_at, layer, reading or (), assume or (), clock.today(), names, instrument or ())
    wanted = "json" if as_json else "jsonl" if as_jsonl else "csv" if as_csv else None
    file = files[0]
    if is_lake(files, engine_name):
        several = each_day or each_layer or each_reading or views
        given = {"--ledger": ledger, "--screen": screen, "--json": as_json, "--jsonl": as_jsonl, "--csv": as_csv, "--format": form,
                 "several views": several, "--regime": names != (HOME,), "--reserve": reserve}  # fmt: skip
        status = check_lake(files, settings, engine_name, out, independent=independent, given=given, quiet=quiet, no_color=no_color)
    elif ledger is not None:
        from licet.faces.ledgered import Wish, check_on_ledger
        wish = Wish(ledger, reserve, book, expires)
        status = check_on_ledger(file, settings, wish, out=out, form_in=form_in, wanted=wanted, independent=independent, no_color=no_color)
    elif reserve or book or expires:
        raise UsageError("LIC-U005", "--reserve, --book and --expires need a ledger.", hint="Name it with --ledger.")
    elif each_day or each_layer or each_reading or views:
        if as_json or as_jsonl or names != (HOME,):
            raise UsageError("LIC-U043", "Several views are written as a table, and for one regime.", hint="Leave out --json, --regime.")
        from licet.faces.views import check_several
        status = check_several(
            file, settings, days=each_day, both_layers=each_layer, readings=each_reading or (), views=views, show=show, long=long,
            out=out, form_out="csv" if as_csv else form, form_in=form_in, independent=independent, quiet=quiet, no_color=no_color,
        )  # fmt: skip
    else:
        status = check_file(
            file, settings, out=out, form=form, form_in=form_in, wanted=wanted, independent=independent, quiet=quiet, no_color=no_color,
            regimes=names, desk=desk_of(screen, lists, allow, audit, owners),
        )  # fmt: skip
    return 0 if exit_zero and status in (1, 3) else status


@app.command()
def explain(
    file: Annotated[str, typer.Argument(help="An order book, - for stdin; or name=value words.")],
    line: Annotated[str, typer.Option("--line", help="The line's id, or row:N for its row in the file.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    layer: Layer = "enforced",
    reading: Readings = None,
    assume: Assume = None,
    instrument: Instruments = None,
    independent: Annotated[bool, typer.Option("--independent", help="Lines do not share quotas.")] = False,
    form_in: Annotated[str | None, typer.Option("--format-in", help="csv, tsv, jsonl, json, parquet or xlsx.")] = None,
    ecfr: Ecfr = None,
    exact: Annotated[bool, typer.Option("--exact", help="Of what is missing, only what can still change the answer: proved.")] = False,
    as_json: Json = False,
    exit_zero: ExitZero = False,
) -> int:
    """The whole proof of one line: what was compared with what, what is missing, what conflicts, what would change the answer."""
    settings = _settings(as_of, known_at, layer, reading, assume, instrument)
    status = explain_line(file, line, settings, form_in=form_in, independent=independent, as_json=as_json, ecfr=ecfr or (), exact=exact)
    return 0 if exit_zero and status in (1, 3) else status


@app.command()
def classify(
    words: Annotated[
        list[str], typer.Argument(help="Facts of the item, name=value: chip=..., or tpp=... applicable_die_area_mm2=...")
    ],
    as_of: AsOf = None,
    instrument: Instruments = None,
    as_json: Json = False,
) -> int:
    """Entry and paragraph of an item on a day."""
    from licet.faces.single import read_words
    from licet.faces.verbs import classify as classify_verb

    facts: dict[str, object] = dict(read_words(words).facts)
    day = as_of or str(facts.get("date") or clock.today())
    found = classify_verb(as_of=day, instruments=instrument or (), **facts)
    if as_json:
        print(json.dumps(found, indent=1))
    else:
        for name, value in {"on": day, **found}.items():
            print(f"{name.replace('_', ' '):<22}{value}")
    return 3 if found["eccn"] == "undetermined" else 0


@app.command()
def country(
    code: Annotated[str, typer.Argument(help="ISO 3166 alpha-2 code, for example VN.")],
    as_of: AsOf = None,
    instrument: Instruments = None,
    as_json: Json = False,
) -> int:
    """A country's groups on a day, its tier in the words of the press, and how both changed."""
    return law_face.show_country(code, read_settings(as_of or clock.today(), instruments=instrument or ()), as_json)


@app.command()
def facts(
    names: Annotated[list[str] | None, typer.Argument(help="Only these facts, or those whose name contains the word.")] = None,
    profile: Annotated[str | None, typer.Option("--profile", help="Print a profile of assumptions.")] = None,
    as_json: Json = False,
) -> int:
    """The vocabulary: every fact by name, its unit, its values, and the question that asks for it."""
    return law_face.show_facts(names or [], profile, as_json)


@app.command()
def model(
    words: Annotated[
        list[str], typer.Argument(help="A TOML file with [[stage]] tables; or name=value words of one stage: docs/weights.md.")
    ],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    reading: Readings = None,
    instrument: Instruments = None,
    as_json: Json = False,
) -> int:
    """How many operations trained a model, and on which side of the law's figures they fall."""
    from licet.faces.model import count_model
    from licet.faces.single import read_words
    from licet.report.model import model_text

    file = words[0] if len(words) == 1 and "=" not in words[0] else None
    stated: dict[str, object] = dict(read_words([] if file else words).facts)
    answer = count_model(file, as_of=as_of, known_at=known_at, reading=reading or (), instruments=instrument or (), **stated)
    print(json.dumps(answer.to_dict(), indent=1, ensure_ascii=False) if as_json else model_text(answer))
    return 0


@law_app.command("list")
def law_list(
    as_of: AsOf = None,
    layer: Layer = "codified",
    word: Annotated[str, typer.Argument()] = "",
    instrument: Instruments = None,
    as_json: Json = False,
) -> int:
    """Provisions in force on a day."""
    return law_face.list_law(read_settings(as_of or clock.today(), layer=layer, instruments=instrument or ()), word, as_json)


@law_app.command("readings")
def law_readings(as_json: Json = False) -> int:
    """Every place where the text has two honest readings, with the default."""
    return law_face.list_readings(engine().corpus, as_json)


@law_app.command("show")
def law_show(
    name: Annotated[str, typer.Argument(help="A provision, table, instrument, reading or letter; with eCFR files, a citation.")],
    as_of: AsOf = None,
    instrument: Instruments = None,
    ecfr: Ecfr = None,
) -> int:
    """One provision in words and as written, with all its versions."""
    return law_face.show_law(name, read_settings(as_of or clock.today(), instruments=instrument or ()), ecfr or ())


@law_app.command("sql")
def law_sql(
    table: Annotated[str, typer.Argument(help="The table that will be asked, by the name it has there.")] = "lines",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    layer: Layer = "enforced",
    reading: Readings = None,
    assume: Assume = None,
    instrument: Instruments = None,
    like: Annotated[str | None, typer.Option("--like", metavar="FILE", help="The table's columns are those of this Parquet file.")] = None,
    column: Annotated[
        list[str] | None, typer.Option("--column", help="NAME or NAME=TYPE: a column of the table (default: every fact, as text).")
    ] = None,
    keep: Annotated[list[str] | None, typer.Option("--keep", help="A column to carry over, such as line_id.")] = None,
    chip: Annotated[list[str] | None, typer.Option("--chip", help="A chip's name as the table writes it (default: the catalogue's).")] = None,
    codes: Annotated[bool, typer.Option("--codes", help="A reason code for each layer and chain, not words.")] = False,
    out: Annotated[str | None, typer.Option("--out", "-o", help="Write the text here.")] = None,
) -> int:  # fmt: skip
    """The law as one SELECT that DuckDB, PostgreSQL and Spark run unchanged: docs/scale.md."""
    from licet.faces.lake import print_sql

    settings = read_settings(as_of, known_at, layer, reading or (), assume or (), None, instruments=instrument or ())
    return print_sql(
        table, settings, like=like, columns=column or (), keep=keep or (), chips=chip or (), as_codes=codes, out=out
    )  # fmt: skip


@law_app.command("timeline")
def law_timeline(
    word: Annotated[str, typer.Argument(help="Only what contains this word.")] = "",
    ics: Annotated[str | None, typer.Option("--ics", metavar="FILE", help="Write a calendar (RFC 5545); - for stdout.")] = None,
    stamp: Annotated[
        str | None, typer.Option("--stamp", help="Day of last revision in the calendar (default: of the newest evidence).")
    ] = None,
    instrument: Instruments = None,
    as_json: Json = False,
) -> int:
    """Every instrument with the events of its life, in order; or the same as a calendar."""
    corpus = read_settings(instruments=instrument or ()).engine.corpus
    if ics is not None:
        return law_face.write_calendar(corpus, word, ics, stamp)
    return law_face.timeline(corpus, word, as_json)


@law_app.command("diff")
def law_diff(
    day1: Annotated[str, typer.Argument(help="YYYY-MM-DD")],
    day2: Annotated[str, typer.Argument(help="YYYY-MM-DD")],
    file: Annotated[str | None, typer.Argument(help="An order book: which of its lines change their answer?")] = None,
    assume: Assume = None,
    layer: Layer = "enforced",
    reading: Readings = None,
    prove: Annotated[bool, typer.Option("--prove", help="The exact regions in which answers change, and proof of no other.")] = False,
    seconds: Annotated[float, typer.Option("--seconds", help="With --prove: stop looking after so long.")] = 60.0,
    instrument: Instruments = None,
    as_json: Json = False,
) -> int:
    """What changed in the law between two days; and, with an order book, which lines change their answer."""
    if not prove:
        return law_face.diff(day1, day2, file, assume or [], layer, instrument or [], as_json)
    from licet.faces import proofs

    settings = [read_settings(day, None, layer, reading or (), assume or (), instruments=instrument or ()) for day in (day1, day2)]
    return proofs.diff(settings[0], settings[1], seconds, as_json)


@law_app.command("prove")
def law_prove(
    as_of: AsOf = None,
    known_at: KnownAt = None,
    layer: Layer = "enforced",
    reading: Readings = None,
    instrument: Instruments = None,
    blanks: Annotated[bool, typer.Option("--blanks", help="Also: no fact left unknown ever gives a silent yes (about a minute).")] = False,
    seconds: Seconds = 60,
    as_json: Json = False,
) -> int:
    """Theorems about the law of a day: proved, or refuted by a transaction that breaks them."""
    from licet.faces import proofs

    settings = read_settings(as_of or clock.today(), known_at, layer, reading or (), instruments=instrument or ())
    return proofs.prove(settings, blanks, as_json, seconds)


@app.command()
def loopholes(
    as_of: AsOf = None, known_at: KnownAt = None, layer: Layer = "enforced", reading: Readings = None, assume: Assume = None,
    seconds: Seconds = 60, as_json: Json = False,
) -> int:  # fmt: skip
    """Pairs of nearly equal circuits with opposite answers, and the paragraphs that part them."""
    from licet.faces import proofs

    return proofs.loopholes(read_settings(as_of or clock.today(), known_at, layer, reading or (), assume or ()), as_json, seconds)


chips_face.register(app)
screening_face.register(app)
add_readers(quota_app)
app.add_typer(quota_app, name="quota")
app.add_typer(audit_face.audit_app, name="audit")
certificates_face.register(app)
printed_face.register(law_app)
package_face.register(app)
veu_face.register(app)
design_face.register(app)
flip_face.register(app)


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", "-V", help="Versions of licet and of the law.")] = False) -> None:
    if version:
        from licet.__main__ import main

        sys.exit(main(["--version"]))
