"""Frozen values with slots, made cheaply.

`@frozen` is `@dataclass(frozen=True, slots=True)` for classes that need no more than that, at a fraction of the cost per
class: a command that answers one line pays for every class on every start. The functions of `dataclasses` (`replace`,
`asdict`, `fields`) work on them.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """Make a class a frozen value of its annotated attributes, in their order; defaults as in a dataclass."""
    names = tuple(cls.__dict__.get("__annotations__", {}))  # noqa: RUF063 (inspect is what this module avoids)
    defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
    body = {key: kept for key, kept in cls.__dict__.items() if key not in (*names, "__dict__", "__weakref__")}
    body |= {
        "__slots__": names, "__match_args__": names, "__dataclass_fields__": _Fields(defaults), "__init__": _init(names, defaults),
        "_content": attrgetter(*names) if len(names) > 1 else staticmethod(_content), "__eq__": _equal, "__hash__": _hash,
        "__repr__": _repr, "__setattr__": _refuse, "__delattr__": _refuse, "__reduce__": _reduce,
    }  # fmt: skip
    made: Any = type(cls)
    found: type[T] = made(cls.__name__, cls.__bases__, body)
    return found


def changed(value: T, **fields: Any) -> T:
    """A frozen value with some attributes replaced: `dataclasses.replace`, at a fraction of its cost."""
    names = type(value).__slots__  # type: ignore[attr-defined]
    return type(value)(*(fields[name] if name in fields else getattr(value, name) for name in names))


def _init(names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """An `__init__` that fills the slots, behind the frozen `__setattr__`."""
    words = ", ".join(f"{name}=_d[{name!r}]" if name in defaults else name for name in names)
    lines = "".join(f"\n set(self, {name!r}, {name})" for name in names) or "\n pass"
    scope: dict[str, Any] = {"set": object.__setattr__, "_d": defaults}
    exec(f"def __init__(self, {words}):{lines}", scope)  # names of annotations in our own source
    made: Callable[..., None] = scope["__init__"]
    return made


def _content(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name in self.__slots__)


def _equal(self: Any, other: Any) -> bool:
    return self is other or (type(self) is type(other) and self._content(self) == self._content(other))


def _hash(self: Any) -> int:
    return hash((type(self), self._content(self)))


def _repr(self: Any) -> str:
    inner = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
    return f"{type(self).__name__}({inner})"


def _refuse(self: Any, name: str, *_: Any) -> NoReturn:
    raise AttributeError(f"{type(self).__name__} is a value: {name} cannot be changed")


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), self._content(self)


class _Fields:
    """`__dataclass_fields__`, made when `dataclasses` first asks for it."""

    def __init__(self, defaults: dict[str, Any]) -> None:
        self.defaults = defaults

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        import dataclasses

        made = dataclasses.make_dataclass(
            owner.__name__,
            [
                (n, t, dataclasses.field(default=self.defaults[n])) if n in self.defaults else (n, t)
                for n, t in owner.__annotations__.items()
            ],
        )
        fields: dict[str, Any] = made.__dataclass_fields__  # type: ignore[attr-defined]
        type.__setattr__(owner, "__dataclass_fields__", fields)
        return fields
