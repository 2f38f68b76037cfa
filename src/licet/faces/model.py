"""The verb `model`: how many operations trained a model, and on which side of the law's figures they fall."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from licet.base import clock
from licet.base.errors import FactError, FileError, UsageError
from licet.decide.determine import Question
from licet.decide.model_sides import ModelAnswer, answer_model
from licet.decide.settings import Settings, read_settings
from licet.facts.training import Estimate, Span, read_span, read_stage, total
from licet.language.provision import CODIFIED

OF_THE_MODEL = ("name", "original")
FILE_MAX = 1 << 20
STAGES_MAX = 1000


def count_model(
    file: str | Path | None = None, *, as_of: str | date | None = None, known_at: str | date | None = None,
    reading: Sequence[str] = (), instruments: Mapping[str, str] | Sequence[str] = (), **stated: object,
) -> ModelAnswer:  # fmt: skip
    """How many operations trained a model, and on which side of the law's figures they fall.

    Args:
        file: a TOML file with `[[stage]]` tables; or state one stage by keywords.
        as_of: day of the law (default: today).
        instruments: as for `check`.
        stated: what one stage may state (`licet.facts.training.ENTRIES`), and `name` and `original`, the operations that trained the
            published original of a derived model. Texts, integers, Decimal; a range as the text `35..45`.

    Raises:
        FactError: LIC-M001 to LIC-M005 for what is stated, LIC-F120 and LIC-F121 for the chip.
        FileError: LIC-M006 for the file.
        UsageError: LIC-M007 for a file and words together, or neither.

    >>> count_model(parameters="1e12", tokens="2e13", as_of="2026-06-02").sides[0].side
    'met'
    """
    settings = read_settings(as_of, known_at, reading=reading, today=clock.today(), instruments=instruments)
    if (file is None) == (not stated):
        raise UsageError("LIC-M007", "State one stage of training in words, or name a TOML file.", hint="See licet model --help.")
    if file is not None:
        return answer_file(Path(file), settings)
    words = {name: _text(value, name, "") for name, value in stated.items()}
    of_the_model = {name: words.pop(name) for name in OF_THE_MODEL if name in words}
    return _answered(of_the_model, total([read_stage(words)]), settings, "")


def answer_file(path: Path, settings: Settings) -> ModelAnswer:
    """A model of several stages, from a TOML file.

    Raises:
        FileError: LIC-M006 where the file cannot be read as one.
        FactError: LIC-M001 to LIC-M005, located by file and stage.
    """
    table = _read(path)
    stages = table.pop("stage", [])
    if not isinstance(stages, list) or not 0 < len(stages) <= STAGES_MAX or not all(isinstance(one, dict) for one in stages):
        hint = "Write a table [[stage]] for each stage of training."
        raise FileError("LIC-M006", "The file has no stages of training, or too many.", where=str(path), hint=hint)
    strange = [name for name in table if name not in OF_THE_MODEL]
    if strange:
        hint = f"Above the stages stand {' and '.join(OF_THE_MODEL)}; the rest stands under [[stage]]."
        raise FactError("LIC-M001", f"A model has nothing called {strange[0]!r}.", where=str(path), hint=hint)
    counts = [_stage(stage, number, path) for number, stage in enumerate(stages, 1)]
    words = {name: _text(value, name, str(path)) for name, value in table.items()}
    return _answered({"name": path.stem, **words}, total(counts), settings, str(path))


def _stage(stage: dict[str, Any], number: int, path: Path) -> tuple[Estimate, ...]:
    where = f"{path}, [[stage]] no. {number}"
    name = _text(stage.pop("name", f"stage {number}"), "name", where)
    return read_stage({key: _text(value, key, where) for key, value in stage.items()}, name, where)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
        if len(content) > FILE_MAX:
            raise FileError("LIC-M006", "The file is too large for a model.", where=str(path), hint="A stage takes a few lines.")
        return tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except OSError as error:
        raise FileError("LIC-M006", f"The file cannot be read: {error.strerror}.", where=str(path), hint="Name a TOML file.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FileError("LIC-M006", f"The file is not TOML: {error}.", where=str(path), hint="See docs/weights.md.") from None


def _text(value: object, name: str, where: str) -> str:
    """A value as a person writes it.

    Raises:
        FactError: LIC-M002 for what is no text and no exact number.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        hint = "Write a text or a number; in Python no float."
        raise FactError("LIC-M002", f"{name} is neither a text nor an exact number: {value!r}.", where=where, hint=hint)
    return str(value)


def _answered(of_the_model: Mapping[str, str], estimates: tuple[Estimate, ...], settings: Settings, where: str) -> ModelAnswer:
    original: Span | None = read_span("original", of_the_model["original"], where) if "original" in of_the_model else None
    day = settings.as_of if settings.as_of is not None else settings.today
    question = Question(day or 0, settings.known_at, CODIFIED, settings.readings)
    return answer_model(settings.engine, of_the_model.get("name", "the model"), estimates, original, question)
