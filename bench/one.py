"""Measure one engine in this process and print one JSON object.

python one.py ENGINE [--rows N] [--seconds S] [--start-only]
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import importlib
import importlib.metadata
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from fixture import COUNTRIES, OrderBook, order_book, rows_of

LATENCY_CALLS = 2000
ROW_EXPLAIN_LIMIT = 100_000  # a row engine keeps a Python object per row: more would measure the memory
COLUMNS = ("tpp_thousandths", "area_thousandths", "datacenter", "destination", "hq")


def native(book: OrderBook, unit: str) -> Any:
    """Return the ready-made input of the engine's kind: dicts, numpy columns or a polars frame."""
    if unit == "rows":
        return rows_of(book)
    import numpy

    columns = {name: numpy.array(getattr(book, name)) for name in COLUMNS}
    if unit == "columns":
        return columns
    import polars

    frame = polars.DataFrame(columns)
    names = polars.Series(list(COUNTRIES), dtype=polars.Enum(list(COUNTRIES)))
    countries = (names.gather(frame[name]).alias(name) for name in ("destination", "hq"))
    return frame.with_columns(polars.col("datacenter").cast(polars.Boolean), *countries)


def memory_mb(field: str) -> float:
    """Return VmRSS or VmHWM of this process in MB."""
    found = re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0


def reset_peak() -> None:
    """Give freed memory back (Linux with glibc) and let the kernel forget the highest point so far."""
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5")


def wrong(decisions: Any, expected: Any) -> int:
    """Count decisions that differ from the exact reference."""
    listed = decisions.tolist() if hasattr(decisions, "tolist") else list(decisions)
    if len(listed) != len(expected):
        raise ValueError(f"{len(listed)} decisions for {len(expected)} rows")
    return sum(int(found) != right for found, right in zip(listed, expected, strict=True))


def latency(call: Callable[[Any], Any], shapes: list[Any]) -> dict[str, float]:
    """Return p50 and p99 in microseconds over different rows; the first tenth warms up."""
    times = []
    for index in range(LATENCY_CALLS + LATENCY_CALLS // 10):
        shape = shapes[index % len(shapes)]
        start = time.perf_counter_ns()
        call(shape)
        times.append(time.perf_counter_ns() - start)
    times = sorted(times[LATENCY_CALLS // 10 :])
    return {"p50_us": times[len(times) // 2] / 1000, "p99_us": times[len(times) * 99 // 100] / 1000}


def rate(call: Callable[[Any], Any], data: Any, rows: int, seconds: float) -> tuple[dict[str, float], Any]:
    """Return rows per core-second: CPU time of all threads, mean of the repetitions after the first."""
    spent: list[float] = []
    while len(spent) < 3 or (sum(spent) < seconds and len(spent) < 1000):
        result = None  # let the last result go before the next is built, cycles too
        gc.collect()
        start = time.process_time()
        result = call(data)
        spent.append(time.process_time() - start)
        if len(spent) == 2 and sum(spent) > 20 * seconds:
            break
    mean = sum(spent[1:]) / len(spent[1:])
    return {"rows_per_core_second": rows / mean, "repetitions": len(spent) - 1}, result


def start(name: str, first: OrderBook) -> tuple[ModuleType, dict[str, float]]:
    """Import the engine, load the rules and take one decision; return the CPU time of it all."""
    row = rows_of(first, limit=1)[0]
    cpu, wall = time.process_time(), time.perf_counter()
    engine = importlib.import_module(f"engines.{name}")
    engine.setup()
    if hasattr(engine, "single"):
        engine.single(getattr(engine, "shape", dict)(row))
    else:
        engine.batch(engine.prepare(native(first, engine.UNIT)))
    return engine, {"cpu_ms": (time.process_time() - cpu) * 1000, "wall_ms": (time.perf_counter() - wall) * 1000}


def measure(name: str, rows: int, seconds: float) -> dict[str, Any]:
    """Run everything one engine offers."""
    engine, started = start(name, order_book(8))
    version = importlib.metadata.version(engine.DISTRIBUTION) if engine.DISTRIBUTION else ""
    report: dict[str, Any] = {"engine": name, "name": engine.NAME, "version": version, "unit": engine.UNIT}
    report |= {"explains": engine.EXPLAINS, "start": started, "rows": rows}
    book = order_book(rows)
    gc.disable()  # for every engine alike, and collected between repetitions: keeping reasons is not searching them
    shapes = [getattr(engine, "shape", dict)(row) for row in rows_of(book, limit=1000)]
    for verb in ("single", "single_explain"):
        if hasattr(engine, verb):
            call = getattr(engine, verb)
            answers = [call(shape) for shape in shapes]
            found = [answer[0] for answer in answers] if verb == "single_explain" else answers
            report[verb] = latency(call, shapes) | {"wrong": wrong(found, book.expected[: len(shapes)])}
    for verb in ("batch", "batch_explain"):
        if not hasattr(engine, verb):
            continue
        count = min(rows, ROW_EXPLAIN_LIMIT) if (verb, engine.UNIT) == ("batch_explain", "rows") else rows
        part = order_book(count) if count < rows else book
        data = engine.prepare(native(part, engine.UNIT))
        gc.collect()
        gc.freeze()
        reset_peak()
        before = memory_mb("VmRSS")
        figures, result = rate(getattr(engine, verb), data, count, seconds)
        figures |= {"rows": count, "peak_above_data_mb": memory_mb("VmHWM") - before, "peak_mb": memory_mb("VmHWM")}
        if verb == "batch_explain":
            result, reasons = result
            sample = range(0, count, max(1, count // 100))
            printed = [json.dumps(engine.reason(reasons, index), default=str) for index in sample]
            figures["reason_bytes_mean"] = sum(map(len, printed)) / len(printed)
        report[verb] = figures | {"wrong": wrong(result, part.expected)}
    return report


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--start-only", action="store_true")
    options = parser.parse_args()
    if options.start_only:
        print(json.dumps(start(options.engine, order_book(8))[1]))
    else:
        print(json.dumps(measure(options.engine, options.rows, options.seconds)))
