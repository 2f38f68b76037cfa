"""Print the results as markdown."""

from __future__ import annotations

from typing import Any

Engine = dict[str, Any]


def document(results: dict[str, Any]) -> str:
    """Return the whole report."""
    engines: list[Engine] = results["engines"]
    ran = [engine for engine in engines if "skipped" not in engine]
    skipped = [f"* {engine['engine']}: {engine['skipped']}" for engine in engines if "skipped" in engine]
    machine = results["machine"]
    where = (
        f"{machine['cores']} cores, {machine['system']}, Python {machine['python']}. The machine may be shared: read "
        "the ratios. Rates are rows per second of CPU time, all threads. The rules are a fixture, not the law."
    )
    parts = [
        "# Results",
        where,
        *(_size(ran, str(rows)) for rows in results["rows"]),
        _probes(ran),
        _depth(ran),
    ]
    if skipped:
        parts.append("## Skipped\n\n" + "\n".join(skipped))
    return "\n\n".join(parts) + "\n"


def _rate(value: float) -> str:
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.0f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _size(ran: list[Engine], rows: str) -> str:
    """Return the table of one size, with ratios to the mean of both plain Python runs."""
    present = [engine for engine in ran if "skipped" not in engine["sizes"][rows]]
    gauges = [engine["sizes"][rows]["batch"]["rows_per_core_second"] for engine in present if _gauge(engine)]
    base = sum(gauges) / len(gauges) if gauges else float("nan")
    head = ["engine", "one p50 / p99, µs", "one explained p50 / p99, µs", "batch per core-s", "× plain Python"]
    head += ["explained per core-s", "× plain Python", "bytes per reason", "start, CPU ms", "MB above data", "wrong"]
    noise = f"Noise gauge (plain Python, last against first): {gauges[-1] / gauges[0]:.2f}." if gauges else ""
    table = _table(head, [_line(engine, engine["sizes"][rows], base) for engine in present])
    failed = [f"* {engine['engine']}: {engine['sizes'][rows]['skipped']}" for engine in ran if engine not in present]
    return "\n\n".join(part for part in (f"## {int(rows):,} rows", noise, table, "\n".join(failed)) if part)


def _gauge(engine: Engine) -> bool:
    return bool(engine["engine"] == "plain_python")


def _line(engine: Engine, size: dict[str, Any], base: float) -> list[str]:
    cells = [f"{size['name']} {size['version']}".strip()]
    for verb in ("single", "single_explain"):
        one = size.get(verb)
        cells.append(f"{one['p50_us']:.3g} / {one['p99_us']:.3g}" if one else "–")
    for verb in ("batch", "batch_explain"):
        many = size.get(verb)
        if many is None:
            cells += ["–", "–"]
        elif many["wrong"]:  # a number with wrong rows does not count
            cells += ["not counted", "–"]
        else:
            rate = many["rows_per_core_second"]
            limited = "" if many["rows"] == size["rows"] else f" ({many['rows']:,} rows)"
            cells += [_rate(rate) + limited, f"{rate / base:.2g}" if not limited else "–"]
    reason = size.get("batch_explain", {}).get("reason_bytes_mean")
    cells += [f"{reason:.0f}" if reason else "–", f"{engine['start']['cpu_ms']:.0f}"]
    many = [size[verb] for verb in ("batch", "batch_explain") if verb in size]
    cells.append(" / ".join(f"{part['peak_above_data_mb']:.0f}" for part in many))
    wrong = sum(part.get("wrong", 0) for part in size.values() if isinstance(part, dict))
    return [*cells, str(wrong)]


def _probes(ran: list[Engine]) -> str:
    """Return the table of probes; the second plain Python run is left out."""
    rows = []
    for engine in {engine["engine"]: engine for engine in ran}.values():
        probes = engine["probes"]
        if "skipped" in probes:
            rows.append([engine["engine"], probes["skipped"]])
            continue
        exact = "–" if probes["exact_wrong"] is None else f"{probes['exact_wrong']} of {probes['exact_rows']}"
        rows.append([engine["engine"], *probes["under"].values(), exact])
    head = ["engine", "tpp 4799.9999", "tpp 2399.99999", "density 5.9199999", "wrong on thresholds, as decimals"]
    return "## Probes\n\n" + _table(head, rows)


def _depth(ran: list[Engine]) -> str:
    """Return what each explanation contains, and one example of each."""
    explained = [engine for engine in ran if engine["depth"].get("reasons")]
    rows = []
    for engine in explained:
        depth = engine["depth"]
        sizes = ", ".join(str(size) for size in depth["bytes"].values())
        rows.append([engine["engine"], depth["explains"], ", ".join(depth["contains"]) or "–", sizes])
    head = ["engine", "what it is", "found in the text", "bytes"]
    return "## Depth of the explanation\n\n" + _table(head, rows)
