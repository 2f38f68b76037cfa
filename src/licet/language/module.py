"""A module of law: its definitions, provisions and chains, found in source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from licet.base.dates import FOREVER, Window, day_number, parse_day
from licet.base.errors import LawError
from licet.base.values import frozen
from licet.language.chain import Chain, Step
from licet.language.provision import CODIFIED, ENFORCED, LAYERS, Provision, Version
from licet.language.read import OWNER, Definition, Names, Scope, Source, read_truth
from licet.language.table import CONFIDENCE, Instrument
from licet.language.tree import refs_of


@frozen
class Module:
    """A parsed file of law."""

    name: str
    source: Source
    tree: ast.Module


def parse_module(path: Path, name: str = "") -> Module:
    """Parse one file of law; `name` is how places in it are told, its path in the corpus.

    Raises:
        LawError: LIC-L001 when it is not Python, with the line.
    """
    source = Source(name or path.name, path.read_text(encoding="utf-8"))
    try:
        return Module(path.stem, source, ast.parse(source.text))
    except SyntaxError as error:
        raise LawError("LIC-L001", f"Not Python: {error.msg}.", where=f"{source.path}:{error.lineno}") from None


def collect_names(modules: Iterable[Module], names: Names) -> None:
    """Enter every definition and provision, so that the order of modules does not matter."""
    for module in modules:
        for function in _functions(module):
            head = _decorator(module, function)
            if head.func_name == "definition":
                names.definitions[function.name] = Definition(
                    tuple(argument.arg for argument in function.args.args), _body(module, function)[1], module.source
                )
            else:
                names.provisions.add(function.name)


@frozen
class _Head:
    """A decorator, taken apart."""

    func_name: str
    target: str
    cite: str
    options: Mapping[str, object]


def _refuse(module: Module, node: ast.AST, what: str, hint: str = "") -> LawError:
    return LawError("LIC-L001", what, where=module.source.place(node), hint=hint)


def _functions(module: Module) -> list[ast.FunctionDef]:
    found = []
    for node in module.tree.body:
        match node:
            case ast.FunctionDef():
                found.append(node)
            case ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant(str())):
                pass
            case ast.Assign(_, ast.Call(ast.Name("chain"))):
                pass
            case _:
                raise _refuse(module, node, "A module of law holds provisions, definitions and chains only.")
    return found


def _decorator(module: Module, function: ast.FunctionDef) -> _Head:
    if len(function.decorator_list) != 1 or not isinstance(call := function.decorator_list[0], ast.Call):
        raise _refuse(module, function, f"`{function.name}` needs one decorator: @provision, @NAME.amended or @definition.")
    match call.func:
        case ast.Name(("provision" | "definition") as func_name):
            target = function.name
        case ast.Attribute(ast.Name(target), ("amended" | "repealed") as func_name):
            if target != function.name:
                raise _refuse(module, call, f"`{target}.{func_name}` stands above a function named `{function.name}`.")
        case _:
            raise _refuse(module, call, f"`{module.source.segment(call.func)}` is no decorator of law.")
    if len(call.args) != 1 or not isinstance(call.args[0], ast.Constant) or not isinstance(call.args[0].value, str):
        raise LawError("LIC-L010", f"`{function.name}` has no citation.", where=module.source.place(call))
    options = {
        keyword.arg: keyword.value.value for keyword in call.keywords if keyword.arg and isinstance(keyword.value, ast.Constant)
    }
    return _Head(func_name, target, call.args[0].value, options)


def _body(module: Module, function: ast.FunctionDef) -> tuple[str, ast.expr]:
    """Docstring and the one returned expression."""
    match function.body:
        case [ast.Expr(ast.Constant(str() as text)), ast.Return(ast.expr() as value)]:
            return " ".join(text.split()), value
        case [ast.Return(ast.expr() as value)]:
            return "", value
        case _:
            raise _refuse(module, function, f"`{function.name}` must be a docstring and one return.")


def read_provisions(modules: Iterable[Module], names: Names, instruments: Mapping[str, Instrument]) -> dict[str, Provision]:
    """Read every provision with all its versions.

    Raises:
        LawError: LIC-L010 without citation or confidence, LIC-L014 when two versions hold on one day in one layer.
    """
    found: dict[str, list[Version]] = {}
    module_of: dict[str, str] = {}
    for module in modules:
        for function in _functions(module):
            head = _decorator(module, function)
            if head.func_name == "definition":
                continue
            version = _version(module, function, head, names, instruments)
            versions = found.setdefault(head.target, [])
            if head.func_name == "provision" and versions:
                raise LawError(
                    "LIC-L014", f"Two provisions are named `{head.target}`.",
                    where=f"{versions[0].place} and {version.place}", hint=f"Mark the later one @{head.target}.amended.",
                )  # fmt: skip
            if head.func_name != "provision" and not versions:
                raise _refuse(module, function, f"`{head.target}` is amended before it is made.")
            module_of.setdefault(head.target, module.name)
            _follow(versions, version)
    return {name: Provision(name, module_of[name], tuple(versions)) for name, versions in found.items()}


def _version(
    module: Module, function: ast.FunctionDef, head: _Head, names: Names, instruments: Mapping[str, Instrument]
) -> Version:
    place = module.source.place(function)
    options = {key: str(value) for key, value in head.options.items() if not isinstance(value, bool)}
    unknown = set(head.options) - {"since", "until", "by", "confidence", "layer", "enforced", "due", "exclusion", "joins"}
    if unknown:
        raise _refuse(module, function, f"`{unknown.pop()}` is no option of a provision.")
    if options.get("confidence") not in CONFIDENCE:
        raise LawError("LIC-L010", f"`{function.name}` has no confidence mark P, S or U.", where=place)
    by = options.get("by", "")
    if by not in instruments:
        raise LawError("LIC-L010", f"`{function.name}` is made by `{by}`, which is no instrument.", where=place)
    days = {}
    for key in ("since", "until", "enforced", "due"):
        if key in options:
            try:
                days[key] = day_number(parse_day(options[key]))
            except ValueError as error:
                raise LawError("LIC-L012", str(error), where=place) from None
    if "since" not in days:
        raise LawError("LIC-L012", f"`{function.name}` has no first day.", where=place)
    until = days.get("until", FOREVER)
    layers = (options["layer"],) if "layer" in options else LAYERS
    windows = {CODIFIED: Window(days["since"], until), ENFORCED: Window(days.get("enforced", days["since"]), until)}
    text, value = _body(module, function)
    tree = read_truth(value, Scope(module.source, names, {function.args.args[0].arg: OWNER}))
    return Version(
        head.target, head.cite, options["confidence"], by, tree, text, module.source.segment(value), place,
        {layer: windows[layer] for layer in layers}, instruments[by].known_from(),
        days.get("due", days.get("enforced")), bool(head.options.get("exclusion", False)), bool(head.options.get("joins", False)), refs_of(tree),
    )  # fmt: skip


def _follow(versions: list[Version], new: Version) -> None:
    """Close the predecessor's window in each layer that the new version opens."""
    for index, old in enumerate(versions):
        windows = dict(old.windows)
        for layer, window in new.windows.items():
            if layer not in windows or windows[layer].until <= window.since:
                continue
            if windows[layer].since >= window.since:
                raise LawError(
                    "LIC-L014", f"Two versions of `{new.provision}` hold on one day ({layer}).",
                    where=f"{old.place} and {new.place}", hint="Versions stand in the order of their first days.",
                )  # fmt: skip
            windows[layer] = Window(windows[layer].since, window.since)
        versions[index] = replace(old, windows=windows)
    versions.append(new)


def read_chains(modules: Iterable[Module], names: Names) -> dict[str, Chain]:
    """Read the chains: `name = chain("question", step(...), any_of(step(...), ...), default=step(...))`."""
    chains = {}
    for module in modules:
        for node in module.tree.body:
            match node:
                case ast.Assign([ast.Name(name)], ast.Call(ast.Name("chain"), [ast.Constant(str() as question), *rest], keywords)):
                    default = next((k.value for k in keywords if k.arg == "default"), None)
                    if not isinstance(default, ast.Call):
                        raise _refuse(module, node, f"The chain `{name}` has no default=step(...).")
                    steps = _steps(module, rest, names)
                    chains[name] = Chain(name, question, tuple(steps), _step(module, default, names, 0, is_default=True))
    return chains


def _steps(module: Module, nodes: Iterable[ast.expr], names: Names) -> list[Step]:
    steps: list[Step] = []
    group = 0
    for node in nodes:
        match node:
            case ast.Call(ast.Name("step")):
                steps.append(_step(module, node, names, 0))
            case ast.Call(ast.Name("any_of"), inner):
                group += 1
                steps.extend(_step(module, call, names, group) for call in inner)
            case _:
                raise _refuse(module, node, "A chain holds step(...) and any_of(step(...), ...).")
    return steps


def _step(module: Module, node: ast.expr, names: Names, group: int, *, is_default: bool = False) -> Step:
    if not isinstance(node, ast.Call):
        raise _refuse(module, node, "A chain holds step(...) and any_of(step(...), ...).")
    arguments = list(node.args)
    provision = ""
    if not is_default:
        first = arguments.pop(0)
        if not isinstance(first, ast.Name) or first.id not in names.provisions:
            raise LawError("LIC-L002", f"`{module.source.segment(first)}` is no provision.", where=module.source.place(first))
        provision = first.id
    options = {keyword.arg: keyword.value for keyword in node.keywords}
    outcome = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else ""
    via = options["via"].value if isinstance(options.get("via"), ast.Constant) else ""  # type: ignore[attr-defined]
    counts = options.get("counts")
    counted = (str(counts.value),) if isinstance(counts, ast.Constant) else ()
    return Step(provision, str(outcome), str(via), counted, group)
