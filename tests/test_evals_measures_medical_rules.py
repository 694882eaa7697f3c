import re

from evals.measures.medical.rules import NAMES, measure
from tests.test_evals_example import PLAGUE, make_record, make_refusal


def test_measures_come_in_the_order_of_names_one_for_each_rule() -> None:
    for record in (make_record(), make_record(PLAGUE, make_refusal())):
        assert tuple(one.name for one in measure(record)) == NAMES
    numbers = [int(match[1]) for name in NAMES if (match := re.fullmatch(r"medical\.m(\d+)_\w+", name))]
    assert sorted(numbers) == [*range(1, 26)]


def test_what_needs_two_pages_is_unmeasured_with_the_reason() -> None:
    reasons = {one.name: one.reason or "" for one in measure(make_record())}
    assert "other audience" in reasons["medical.m18_same_facts"]
    assert "another person" in reasons["medical.m23_same_for_all"]
