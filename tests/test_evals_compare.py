from collections.abc import Sequence

import pytest

from benchmarks.compare_power import FINGERPRINTS, made_up
from evals.compare import compare_scores, compare_variants
from evals.comparison import Comparison, Contrast, Difference
from evals.measures.intervals import figure
from evals.score_schema import Better, CaseScore, Measurement, Score, Statistic, Unit, VariantScore
from rag.errors import SuiteError

YES, NO = 1.0, 0.0


def score(*measures: Sequence[float | None], model: str = "tiny-3", **fields: str) -> Score:
    """A score with measures m0, m1, ...; None is unmeasured, because "away"."""
    made = made_up([[0.0 if value is None else value for value in values] for values in measures])
    cases = tuple(
        case.model_copy(
            update={
                "measurements": tuple(
                    Measurement.unmeasured(f"m{nth}", "away") if values[at] is None else case.measurements[nth]
                    for nth, values in enumerate(measures)
                )
            }
        )
        for at, case in enumerate(made.cases)
    )
    prints = FINGERPRINTS.model_copy(update={"writer": model, **fields})
    return made.model_copy(update={"cases": cases, "fingerprints": prints})


def of_kind(made: Score, unit: Unit = "share", better: Better = "more", statistic: Statistic = "mean") -> Score:
    """The same values in another unit or direction."""
    update = {"unit": unit, "better": better, "statistic": statistic}
    cases = tuple(
        case.model_copy(update={"measurements": tuple(m.model_copy(update=update) for m in case.measurements)})
        for case in made.cases
    )
    return made.model_copy(update={"cases": cases})


def only(comparison: Comparison) -> Contrast:
    (contrast,) = comparison.contrasts
    return contrast


def first(comparison: Comparison) -> Difference:
    return only(comparison).differences[0]


def test_a_case_is_paired_with_itself_wherever_it_stands() -> None:
    before = score([YES, NO, YES, NO])
    turned = before.model_copy(update={"cases": before.cases[::-1]})
    assert compare_scores(before, turned).contrasts[0].differences[0].verdict == "same"


def test_repeats_are_averaged_within_their_case_and_are_no_new_evidence() -> None:
    one = score([YES, NO, YES])
    again = tuple(case.model_copy(update={"repeat": 2}) for case in score([YES, YES, YES]).cases)
    made = first(compare_scores(one, one.model_copy(update={"cases": one.cases + again})))
    assert made.n == 3
    assert made.difference == pytest.approx(0.5 / 3, abs=1e-6)
    assert made.test == "sign flips"  # one half is no yes or no


@pytest.mark.parametrize(
    ("unit", "better", "rises", "verdict", "regression"),
    [
        ("share", "more", True, "better", False),
        ("share", "more", False, "worse", True),
        ("share", "less", True, "worse", True),
        ("share", "less", False, "better", False),
        ("share", "neither", False, "informs", False),
        ("seconds", "less", True, "worse", False),  # depends on the machine
        ("tokens", "less", True, "worse", False),  # a price to weigh
    ],
)
def test_the_direction_of_the_measure_decides_what_is_worse(
    unit: Unit, better: Better, rises: bool, verdict: str, regression: bool
) -> None:
    low, high = of_kind(score([NO] * 20), unit, better), of_kind(score([YES] * 8 + [NO] * 12), unit, better)
    comparison = compare_scores(low, high) if rises else compare_scores(high, low)
    assert (first(comparison).verdict, bool(comparison.regressions)) == (verdict, regression)


FELL_A_LITTLE = ([YES] * 100, [NO] * 3 + [YES] * 97)  # 3 points, p 0.125: chance may do it
FELL_MUCH = ([YES] * 100, [NO] * 20 + [YES] * 80)


@pytest.mark.parametrize(
    ("sides", "model", "gate", "tolerance", "regressed"),
    [
        (FELL_MUCH, "tiny-3", "significant", 0.02, True),
        (FELL_MUCH, "tiny-3", "significant", 0.25, False),
        (FELL_A_LITTLE, "tiny-3", "significant", 0.02, False),
        (FELL_A_LITTLE, "tiny-3", "any", 0.02, True),
        (FELL_A_LITTLE, "extractive", "significant", 0.02, True),  # no model was asked: it is no chance
        (FELL_A_LITTLE, "extractive", "significant", 0.03, False),  # by as much as the tolerance, not more
        (FELL_A_LITTLE, "extractive", "significant", 0.0, True),
        (FELL_A_LITTLE[::-1], "extractive", "any", 0.0, False),  # better
    ],
)
def test_a_regression_is_beyond_the_tolerance_and_beyond_chance(
    sides: tuple[list[float], list[float]], model: str, gate: str, tolerance: float, regressed: bool
) -> None:
    before, after = (score(values, model=model) for values in sides)
    made = compare_scores(before, after, tolerance=tolerance, gate="any" if gate == "any" else "significant")
    assert made.regressions == (("m0",) if regressed else ())
    assert first(made).is_regression == regressed


def test_holm_is_over_the_tests_that_could_come_out() -> None:
    def fallen(cases: int) -> tuple[list[float], list[float]]:
        return [YES] * 50, [NO] * cases + [YES] * (50 - cases)

    sides = [fallen(cases) for cases in (7, 6, 4, 0)]
    made = compare_scores(score(*(a for a, _ in sides)), score(*(b for _, b in sides)))
    by_name = {difference.name: difference for difference in only(made).differences}
    assert made.tests == 2  # with 4 differing pairs the smallest p there is is 0.0625
    assert by_name["m0"].p_adjusted == pytest.approx(2 / 2**7)
    assert by_name["m1"].p_adjusted == pytest.approx(1 / 2**6, abs=1e-5)
    assert (by_name["m2"].p_adjusted, by_name["m2"].verdict) == (None, "unclear")
    assert (by_name["m3"].p_adjusted, by_name["m3"].verdict) == (None, "same")
    detected = by_name["m0"].detectable, by_name["m0"].detectable_adjusted
    assert detected[0] is not None
    assert detected[1] is not None
    assert detected[0] < detected[1]


def test_unmeasured_pairs_are_left_out_and_counted_with_their_reasons() -> None:
    made = first(compare_scores(score([YES, None, None, YES]), score([YES, None, NO, None])))
    assert (made.n, made.value_before, made.value_after) == (1, 1, 1)
    assert {(part.side, part.reason, part.cases) for part in made.unpaired} == {
        ("both", "away", 1),
        ("before", "away", 1),
        ("after", "away", 1),
    }


def test_a_measure_without_pairs_has_no_verdict_and_fails_nothing() -> None:
    made = compare_scores(score([YES, YES], [None, YES]), score([YES, YES], [YES, None]), tolerance=0, gate="any")
    difference = only(made).differences[1]
    assert (difference.verdict, difference.n, difference.p, difference.difference) == ("unmeasured", 0, None, None)
    assert made.regressions == ()


def test_a_measure_of_one_score_alone_is_said_to_be_missing_in_the_other() -> None:
    made = only(compare_scores(score([YES, YES]), score([YES, YES], [NO, NO]))).differences[1]
    assert [(part.side, part.reason, part.cases) for part in made.unpaired] == [
        ("before", "no measure of this score", 2)
    ]


def test_cases_of_one_side_are_listed_and_left_out() -> None:
    before, after = score([YES, YES, YES]), score([YES, YES, YES, YES])
    cut = after.model_copy(update={"cases": after.cases[1:]})
    made = only(compare_scores(before, cut))
    assert (made.only_before, made.only_after, made.pairs) == (("c0",), ("c3",), 2)
    assert made.differences[0].n == 2


def test_a_case_that_asks_another_question_is_another_case() -> None:
    before = score([YES, YES])
    other = before.cases[1].model_copy(update={"question": "what else?"})
    made = only(compare_scores(before, before.model_copy(update={"cases": (before.cases[0], other)})))
    assert (made.reworded, made.pairs) == (("c1",), 1)


def test_what_differs_in_the_making_is_named() -> None:
    made = only(compare_scores(score([YES]), score([YES], generation="g2", prompts="p2", suite="u2")))
    assert {(d.name, d.before, d.after) for d in made.differing} == {
        ("generation", "g", "g2"),
        ("prompts", "p", "p2"),
        ("suite", "u", "u2"),
    }
    assert only(compare_scores(score([YES]), score([YES]))).differing == ()


@pytest.mark.parametrize("statistic", ["mean", "p95"])
@pytest.mark.parametrize("value", [1e308, -1.7e308, 1e200])
@pytest.mark.parametrize("repeats", [1, 3])
def test_a_value_that_cannot_be_reckoned_with_is_unmeasured_with_the_reason(
    value: float, statistic: Statistic, repeats: int
) -> None:
    usual = of_kind(score([YES, NO, YES]), "tokens", "less", statistic)
    huge = usual.cases[0].measurements[0].model_copy(update={"value": value})
    many = tuple(usual.cases[0].model_copy(update={"measurements": (huge,), "repeat": at + 1}) for at in range(repeats))
    odd = usual.model_copy(update={"cases": (*many, *usual.cases[1:])})
    for before, after, side in ((usual, odd, "after"), (odd, usual, "before"), (odd, odd, "both")):
        made = first(compare_scores(before, after))
        assert made.n == 2
        reason = "a value beyond 1e+100 cannot be reckoned with"
        assert [(part.side, part.reason, part.cases) for part in made.unpaired] == [(side, reason, 1)]


def test_sides_without_a_common_case_are_an_error() -> None:
    before = score([YES])
    other = before.cases[0].model_copy(update={"id": "other"})
    with pytest.raises(SuiteError, match="same suite"):
        compare_scores(before, before.model_copy(update={"cases": (other,)}))


def test_quantiles_are_compared_as_quantiles_and_inform() -> None:
    before = of_kind(score([at / 100 for at in range(1, 101)]), "seconds", "less", "p95")
    after = of_kind(score([at / 200 for at in range(1, 101)]), "seconds", "less", "p95")
    made = compare_scores(before, after)
    assert (first(made).value_before, first(made).value_after) == (0.95, 0.475)
    assert (first(made).verdict, first(made).p, made.tests) == ("informs", None, 0)


def variants_of(sides: dict[str, Score]) -> Score:
    """One score that holds the variants, the first being the base."""
    base = next(iter(sides.values()))
    parts = tuple(
        VariantScore(
            variant=name,
            fingerprints=made.fingerprints,
            records=made.records,
            errored=0,
            figures=(figure("m0", [m.measurements[0].value or 0.0 for m in made.cases]),),
            confusion=made.confusion,
        )
        for name, made in sides.items()
    )
    cases: list[CaseScore] = []
    for name, made in sides.items():
        cases += (case.model_copy(update={"variant": name}) for case in made.cases)
    return base.model_copy(update={"variants": parts, "cases": tuple(cases), "records": len(cases)})


def test_each_variant_of_a_run_is_held_against_the_base() -> None:
    run = variants_of({"": score([YES] * 30), "short": score([NO] * 9 + [YES] * 21), "long": score([YES] * 30)})
    made = compare_variants(run)
    assert [(c.before.label, c.after.label) for c in made.contrasts] == [("base", "short"), ("base", "long")]
    assert made.regressions == ("short: m0",)
    before, after = made.contrasts[0].differences[0].before, made.contrasts[0].differences[0].after
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == (1, 0.7)


def test_variants_of_two_runs_are_paired_by_name_and_holm_is_over_all_of_them() -> None:
    old = variants_of({"": score([YES] * 30), "short": score([NO] * 10 + [YES] * 20)})
    new = variants_of(
        {"": score([NO] * 7 + [YES] * 23), "short": score([NO] * 10 + [YES] * 20), "new": score([NO] * 30)}
    )
    made = compare_scores(old, new, labels=("A", "B"))
    assert [(c.before.label, c.after.label) for c in made.contrasts] == [
        ("A base", "B base"),
        ("A short", "B short"),
        ("A base", "B new"),
    ]
    assert made.tests == 2
    assert made.contrasts[0].differences[0].p_adjusted == pytest.approx(1 / 2**7, abs=1e-6)
    assert made.contrasts[1].differences[0].verdict == "same"


def test_a_run_with_one_variant_has_nothing_to_be_held_against() -> None:
    with pytest.raises(SuiteError, match="--variant"):
        compare_variants(score([YES]))


def test_comparing_twice_gives_the_same_bytes_and_reads_back() -> None:
    before, after = score([YES, NO, 0.25, 0.5] * 6), score([NO, YES, 0.75, 0.5] * 6)
    text = compare_scores(before, after).model_dump_json(by_alias=True)
    assert compare_scores(before, after).model_dump_json(by_alias=True) == text
    assert Comparison.model_validate_json(text) == compare_scores(before, after)
    assert '"schema":"citewell/comparison/1"' in text
    assert "NaN" not in text
