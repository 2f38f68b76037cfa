"""Accounts in memory: how the lines of one book share their quotas, in file order, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from licet.backends.scalar import Value
from licet.decide.accounts import Account, accounts_of, all_columns, touched
from licet.decide.case import counts_of
from licet.decide.engine import OUTCOME, Codes, Engine
from licet.language.provision import LAYERS

HUGE = 2**62
"""A balance that no figure of the law allows."""

AFTER = (*all_columns(), "operator_lpp_after_tpp")
"""The columns that say how an account stands after a line."""
NAMED_BY = ("consignee_parent_name", "consignee_name", "received_on", "date", "destination")
"""The columns that say whose account it is and in which year."""


@dataclass
class SharedQuotas:
    """Running totals in grains of TPP, per layer and account.

    `used` is what lines before took for certain; `pending` what lines before may have taken whose own answer is open. A line that
    fits beside the one and not beside both is open too: it waits for them.
    """

    used: dict[tuple[str, str], int] = field(default_factory=dict)
    pending: dict[tuple[str, str], int] = field(default_factory=dict)

    def decide(self, engine: Engine, row: list[Value], named: Mapping[str, Value], day: int, known_at: int | None) -> Codes:
        """Decide one line beside the lines before it, and book what it takes."""
        accounts = accounts_of(named)
        answers = []
        for place, layer in enumerate(LAYERS):
            certain = engine.codes(self._beside(engine, row, accounts, layer, pending=False), day, known_at)[place]
            cautious = certain
            if any(self.pending.get((layer, a.key)) for a in accounts.values()):
                cautious = engine.codes(self._beside(engine, row, accounts, layer, pending=True), day, known_at)[place]
            # Where the open lines make a difference, the chain stops at what it would have decided.
            codes = tuple(a if a == b else ~a if a >= 0 else a for a, b in zip(certain, cautious, strict=True))
            self._book(engine, layer, accounts, codes, row)
            answers.append(codes)
        return tuple(answers)

    def standing(
        self, engine: Engine, row: list[Value], named: Mapping[str, Value], layer: str, day: int, known_at: int | None
    ) -> dict[str, Value]:
        """The standing facts of a line in one layer, with what lines before it took for certain.

        A standing is unknown where what open lines before may have taken makes a difference.
        """
        accounts = accounts_of(named)
        found: dict[str, Value] = {}
        waits_for = [a for a in accounts.values() if self.pending.get((layer, a.key))]
        if waits_for:
            place = LAYERS.index(layer)
            certain, cautious = (
                engine.codes(self._beside(engine, row, accounts, layer, pending=pending), day, known_at)[place]
                for pending in (False, True)
            )
            if certain != cautious:
                return {account.standing: None for account in waits_for}
        for account in accounts.values():
            taken = self.used.get((layer, account.key), 0)
            # A share is no balance to add to: there the state after the line is given itself.
            moves = account.moves(taken) if account.is_share else ((account.standing, taken),)
            for column, more in moves:
                before = row[engine.where[column]]
                if more and isinstance(before, int):
                    found[column] = before + more
        return found

    def _beside(
        self, engine: Engine, row: list[Value], accounts: Mapping[str, Account], layer: str, *, pending: bool
    ) -> list[Value]:
        changes: dict[str, int] = {}
        for account in accounts.values():
            key = (layer, account.key)
            changes |= account.moves(self.used.get(key, 0) + (self.pending.get(key, 0) if pending else 0))
        if row[engine.where["operator:is_consignee"]] is True:
            changes["operator_lpp_after_tpp"] = changes["lpp_after_tpp"]
        moved: dict[str, Value] = {}
        for column, amount in changes.items():
            after = row[engine.where[column]]
            if amount and isinstance(after, int):
                moved[column] = after + amount
        return engine.varied(row, moved) if moved else row

    def _book(self, engine: Engine, layer: str, accounts: Mapping[str, Account], codes: tuple[int, ...], row: list[Value]) -> None:
        line = row[engine.where["line_tpp"]]
        if not isinstance(line, int):
            line = HUGE  # of unknown size: it may take all there is
        for account in touched(accounts, counts_of(engine, codes)):
            key = (layer, account.key)
            self.used[key] = min(self.used.get(key, 0) + line, HUGE)
        if codes[OUTCOME] < 0:
            for account in accounts.values():
                key = (layer, account.key)
                self.pending[key] = min(self.pending.get(key, 0) + line, HUGE)


def feels_quotas(engine: Engine, row: list[Value], day: int, known_at: int | None) -> bool:
    """Whether a line's answer could turn on what others took, or takes something itself."""
    answers = []
    for balance in (0, HUGE):
        changes: dict[str, Value] = {column: 1 if column.endswith(":bottom") else balance for column in AFTER}
        answers.append(engine.codes(engine.varied(row, changes), day, known_at))
    return answers[0] != answers[1] or any(counts_of(engine, codes) for answer in answers for codes in answer)
