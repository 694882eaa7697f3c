import pytest

from evals.compare_sides import match_sides, sides_of
from evals.measures.intervals import figure
from rag.errors import SuiteError
from tests.test_evals_compare import NO, YES, of_kind, score, variants_of


def test_a_score_without_variants_is_one_side_with_its_label_and_figures() -> None:
    made = score([YES, NO]).model_copy(update={"figures": (figure("m0", [YES, NO]),), "not_run": 3})
    (only,) = sides_of(made, "old.json")
    assert (only.side.label, only.side.records, only.side.not_run) == ("old.json", 2, 3)
    assert only.figures["m0"].value == 0.5


def test_variants_are_sides_of_their_own_cases_the_base_first() -> None:
    sides = sides_of(variants_of({"": score([YES] * 3), "short": score([NO] * 2)}), "")
    assert [(one.side.label, len(one.cases)) for one in sides] == [("base", 3), ("short", 2)]
    assert {case.variant for case in sides[1].cases} == {"short"}


def test_a_variant_says_who_wrote_it_and_how_much_of_it_is_not_run() -> None:
    made = variants_of({"": score([YES]), "short": score([NO])})
    parts = tuple(
        part.model_copy(update={"written_by": f"by {at}", "not_run": at}) for at, part in enumerate(made.variants)
    )
    sides = sides_of(made.model_copy(update={"variants": parts}), "")
    assert [(one.side.written_by, one.side.not_run) for one in sides] == [("by 0", 0), ("by 1", 1)]


def test_measures_are_paired_over_the_cases_that_both_measured() -> None:
    (before,), (after,) = sides_of(score([YES, None, NO]), "a"), sides_of(score([NO, YES, NO]), "b")
    measure = match_sides(before, after).measures[0]
    assert measure.differences == (-1, 0)
    assert [(part.side, part.cases) for part in measure.unpaired] == [("before", 1)]


def test_the_unit_and_direction_are_those_of_a_measured_value() -> None:
    (before,) = sides_of(of_kind(score([YES, NO]), "seconds", "less", "p95"), "a")
    measure = match_sides(before, before).measures[0]
    assert (measure.unit, measure.better, measure.statistic) == ("seconds", "less", "p95")


@pytest.mark.parametrize(("falls", "is_in"), [(4, False), (5, True)])
def test_a_test_that_could_not_come_out_is_not_in_the_family(falls: int, is_in: bool) -> None:
    (before,), (after,) = sides_of(score([YES] * 30), "a"), sides_of(score([NO] * falls + [YES] * (30 - falls)), "b")
    assert match_sides(before, after).measures[0].is_in_family == is_in


def test_a_measure_that_only_informs_is_not_in_the_family() -> None:
    sides = [of_kind(score(values), "share", "neither") for values in ([YES] * 9, [NO] * 9)]
    (before,), (after,) = (sides_of(side, "x") for side in sides)
    assert not match_sides(before, after).measures[0].is_in_family


def test_sides_of_different_suites_cannot_be_matched() -> None:
    made = score([YES])
    other = made.model_copy(update={"cases": (made.cases[0].model_copy(update={"id": "z"}),)})
    with pytest.raises(SuiteError, match="no case stands in both a and b"):
        match_sides(sides_of(made, "a")[0], sides_of(other, "b")[0])


def test_cases_that_all_ask_something_else_under_their_old_ids_are_named() -> None:
    before, after = score([YES, NO]), score([YES, NO])
    cases = tuple(case.model_copy(update={"question": "another"}) for case in after.cases)
    (old,), (new,) = sides_of(before, "a"), sides_of(after.model_copy(update={"cases": cases}), "b")
    with pytest.raises(SuiteError, match=f"asks something else in each .*{cases[0].id}"):
        match_sides(old, new)
