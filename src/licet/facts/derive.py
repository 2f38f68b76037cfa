"""The door's formulas: what follows from the facts that were given, computed once, before any law is asked.

Every engine folds the same list, so that one line in Python and a million in columns see the same number. Each formula
either fills a blank or makes a derived fact; order matters, later ones see earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from licet.base.quantities import GRAIN
from licet.base.values import frozen
from licet.facts.vocabulary import COPIED_ROLES, LARGEST, LARGEST_TPP, ROLE_FACTS, columns, stored_columns, vocabulary
from licet.language.tree import (
    And,
    Compare,
    Const,
    Fact,
    Given,
    In,
    Minus,
    Node,
    Not,
    Nothing,
    Or,
    Plus,
    Times,
    When,
)  # fmt: skip

WEIGHTS_ENTRY = "4E091"
"""The one entry that says by itself what the item is."""


@frozen
class Formula:
    """`column` is the tree's value where it is blank."""

    column: str
    tree: Node


def _is(name: str, *values: str) -> Node:
    return In(Fact(name), frozenset(values))


def _if(condition: Node, then: Node) -> Node:
    return When(condition, then, Nothing())


def role_columns(role: str) -> list[str]:
    """Stored columns of the facts that one role has."""
    specs = [vocabulary()[spec.name.format(role)] for spec in ROLE_FACTS]
    return [column for spec in specs for column in stored_columns(spec)]


def _roles() -> list[Formula]:
    formulas = []
    for role in COPIED_ROLES:
        own = role_columns(role)
        nothing_said = Not(Or(tuple(Given(column) for column in own)))
        same = Or((nothing_said, Fact("end_user_same"))) if role == "end_user" else nothing_said
        # Whether anything was said of the role must be asked before the first of its blanks is filled.
        formulas.append(Formula(f"{role}:is_consignee", same))
        formulas += [Formula(column, _if(Fact(f"{role}:is_consignee"), Fact(f"consignee{column[len(role) :]}"))) for column in own]
    own = role_columns("intermediate")
    absent = Or((_is("intermediate_role", "none"), Not(Or((Given("intermediate_role"), *(Given(c) for c in own))))))
    formulas.append(Formula("intermediate:is_absent", absent))
    formulas.append(Formula("intermediate_role", _if(Fact("intermediate:is_absent"), Const("none"))))
    for column in own:
        if not column.endswith(("_name", "_kind")):
            formulas.append(Formula(column, _if(Fact("intermediate:is_absent"), _nothing(column))))
    return formulas


def _nothing(column: str) -> Const:
    """What a column says of a party that is not there: in no set, none of a share, no country."""
    if ":" in column:
        return Const(False)
    return Const(0) if column.endswith("_ownership") else Const("none")


ITEM = (
    Formula("ic_tpp", _if(_is("item_kind", "ic"), Fact("tpp"))),
    Formula("ic_applicable_die_area_mm2", _if(_is("item_kind", "ic"), Fact("applicable_die_area_mm2"))),
    Formula("tpp", _if(_is("item_kind", "ic"), Fact("ic_tpp"))),
    Formula("tpp", Times(Fact("ic_tpp"), Fact("ic_count"))),
    Formula("non_planar", _if(Given("performance_density:top"), Const(True))),
    Formula("non_planar", _if(Compare(">", Fact("ic_applicable_die_area_mm2"), Const(0)), Const(True))),
    Formula("ic_performance_density:top", _if(Given("ic_applicable_die_area_mm2"), Fact("ic_tpp"))),
    Formula("ic_performance_density:bottom", _if(Given("ic_tpp"), Fact("ic_applicable_die_area_mm2"))),
    # A stated density is a rounded figure: it counts only where the two exact ones are not both there.
    Formula("ic_performance_density:top", _if(Not(Given("ic_performance_density:bottom")), Fact("performance_density:top"))),
    Formula("ic_performance_density:bottom", Fact("performance_density:bottom")),
    Formula("memory_bandwidth_density:top", _if(Given("package_area_mm2"), Fact("hbm_bandwidth_gb_s"))),
    Formula("memory_bandwidth_density:bottom", _if(Given("hbm_bandwidth_gb_s"), Fact("package_area_mm2"))),
    Formula("dram_plus_io_gb_s", Plus(Fact("dram_bandwidth_gb_s"), Fact("io_bandwidth_gb_s"))),
    # Weights have no such figures: what is asked of them are their operations.
    Formula("has_parameters", When(_is("item_kind", "model_weights"), Const(True),
            Or((Given("ic_tpp"), Given("memory_bandwidth_density:top"))))),
)  # fmt: skip

WEIGHTS = (
    Formula("eccn_stated", Given("eccn")),
    Formula("item_kind", _if(_is("eccn", WEIGHTS_ENTRY), Const("model_weights"))),
    Formula("base_eccn", _if(_is("item_kind", "model_weights"), Const("none"))),
    Formula("training_operations", Plus(Fact("original_training_operations"), Fact("additional_training_operations"))),
    Formula("original_training_operations", Minus(Fact("training_operations"), Fact("additional_training_operations"))),
    Formula("has_training_operations", Given("training_operations")),
    Formula("operations_with_generation", Plus(Fact("training_operations"), Fact("generator_operations"))),
    Formula("operations_with_generator", Plus(Fact("operations_with_generation"), Fact("generator_training_operations"))),
    *(formula for base, whole in (("original", "original_training_operations"), ("whole", "training_operations"),
                                  ("frontier", "open_frontier_operations"))
      for formula in (Formula(f"additional_over_{base}:top", _if(Given(whole), Fact("additional_training_operations"))),
                      Formula(f"additional_over_{base}:bottom", _if(Given("additional_training_operations"), Fact(whole))))),
)  # fmt: skip

LARGEST_TO_SHARE = Const(LARGEST * GRAIN)
"""No larger line is put into a share: times a hundred it still fits 64 bits."""


def _shares_after(*shares: str) -> Iterator[Formula]:
    """Percent of a group's TPP in a place once this line stands there too: (share x total + 100 x line) over (total + line),
    both counted in thousandths.
    """
    for share in shares:
        fits = Compare("<=", Fact("line_tpp"), LARGEST_TO_SHARE)
        before = Times(Fact(f"uveu_share_{share}"), Fact("uveu_total_tpp"))
        yield Formula(f"uveu_{share}_after:top", _if(fits, Plus(before, Times(Fact("line_tpp"), Const(100)))))
        yield Formula(f"uveu_{share}_after:bottom", _if(fits, Plus(Times(Fact("uveu_total_tpp"), Const(GRAIN)), Fact("line_tpp"))))


STANDING = (
    Formula("operator_lpp_received_tpp", _if(Fact("operator:is_consignee"), Fact("lpp_received_tpp"))),
    # A unit beyond the bound (many circuits in one) leaves the line's total unknown: no engine may overflow.
    Formula("line_tpp", _if(Compare("<=", Fact("tpp"), Const(LARGEST_TPP * GRAIN)), Times(Fact("tpp"), Fact("quantity")))),
    Formula("lpp_after_tpp", Plus(Fact("lpp_received_tpp"), Fact("line_tpp"))),
    Formula("operator_lpp_after_tpp", Plus(Fact("operator_lpp_received_tpp"), Fact("line_tpp"))),
    Formula("country_after_tpp", Plus(Fact("country_licensed_tpp"), Fact("line_tpp"))),
    Formula("nveu_after_tpp", Plus(Fact("nveu_installed_tpp"), Fact("line_tpp"))),
    *_shares_after("outside", "country", "outside_us"),
    Formula("nac_days_since_notice", _if(Given("nac_clock_stopped_since"),
            Minus(When(Compare("<", Fact("nac_clock_stopped_since"), Fact("date")), Fact("nac_clock_stopped_since"), Fact("date")),
                  Fact("nac_notified_on")))),
    Formula("nac_days_since_notice", Minus(Fact("date"), Fact("nac_notified_on"))),
    Formula("my_days_since_notice", Minus(Fact("date"), Fact("my_notified_on"))),
)  # fmt: skip

PARTIES = (
    Formula("consignee_supp8", _if(Given("consignee_supp8_entry"), Not(_is("consignee_supp8_entry", "none")))),
    Formula("consignee_supp8_entry", _if(Not(Fact("consignee_supp8")), Const("none"))),
    Formula("owner_veu", _if(Fact("owner:is_consignee"), Fact("consignee_veu"))),
    Formula("operator_veu", _if(Fact("operator:is_consignee"), Fact("consignee_veu"))),
    Formula("veu_country_is_destination", Compare("==", Fact("consignee_veu_country"), Fact("destination"))),
    # A named exporter that says nothing of a letter has none beside those that are known.
    Formula("exporter_informed", _if(Given("exporter_name"), Const(False))),
    # Where the designer is said to have no standing and goes unnamed, it is on no list either.
    Formula("designer_name", _if(_is("designer_status", "none"), Const("none"))),
    # An approved or authorized designer whose seat nobody stated has it elsewhere than where none can be approved.
    Formula("designer_home", Fact("designer_hq")),
    Formula("designer_home", _if(_is("designer_status", "approved", "authorized"), Const("none"))),
    Formula("addressee", _if(And((Not(Given("exporter_name")), Not(Fact("exporter_informed")))), Const("none"))),
)


def _input(column: str, stated: str) -> list[Formula]:
    """One limb of the input: the ECCN that is stated, or none where the line says that it is the product of nothing listed."""
    said_none = And((Not(Given(stated)), Not(Fact("us_technology_direct_product"))))
    return [Formula(column, _if(said_none, Const("none"))), Formula(column, Fact(stated))]


LONG_ARM = (
    # Where a line leaves from is asked only to see whether it says the United States: its act says as much.
    Formula("stated_origin", Fact("origin")),
    Formula("stated_origin", Const("unstated")),
    # Said to be a direct product without an ECCN: the product of whatever the rule lists.
    Formula("technology_input", _if(And((Fact("us_technology_direct_product"), Not(Given("direct_product_of")),
                                         Not(Given("plant_product_of")))), Const("listed"))),
    *_input("technology_input", "direct_product_of"),
    *_input("plant_input", "plant_product_of"),
)  # fmt: skip

FOUNDRY = (
    Formula("exporter_fabricates", And((Given("exporter_role"), _is("exporter_role", "front_end_fabricator", "osat")))),
    Formula("transfer_completed_on", Fact("date")),
    # A designer that is said to have no standing has agreed to nothing; one of which the agreement is told is not an approved one,
    # and whether it is authorized is worked out.
    Formula("designer_agreed_743_9", _if(_is("designer_status", "none"), Const(False))),
    Formula("designer_status", _if(Given("designer_agreed_743_9"), Const("none"))),
    Formula("packager_name", _if(Given("packaged_by"), Const("none"))),
    Formula("designer_days_since_application", Minus(Fact("date"), Fact("designer_application_filed_on"))),
)


def _duties() -> list[Formula]:
    """A condition that is a duty is taken as done where nothing is said; the answer lists it."""
    return [Formula(spec.name, Const(True)) for spec in vocabulary().values() if spec.duty]


@cache
def formulas() -> tuple[Formula, ...]:
    """All formulas, in order."""
    return (*_roles(), *PARTIES, *WEIGHTS, *ITEM, *STANDING, *LONG_ARM, *FOUNDRY, *_duties())


@cache
def layout() -> tuple[str, ...]:
    """All columns of a row of facts: the stored ones, then the door's own."""
    extra = [formula.column for formula in formulas() if formula.column not in set(columns())]
    return (*columns(), *dict.fromkeys(extra))


@cache
def position(extra: tuple[str, ...] = ()) -> dict[str, int]:
    """Index of each column in a row of facts; `extra` columns, such as the readings, follow the layout."""
    return {name: index for index, name in enumerate((*layout(), *extra))}
