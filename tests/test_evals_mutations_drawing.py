from collections import Counter

import pytest

from evals.mutations.drawing import BREAKERS, PER_RECORD, draw_mutants
from tests.mutation_records import alarmed, answered, refused

RECORDS = [answered("a"), answered("b"), answered("c"), refused(), alarmed()]


def test_the_same_seed_draws_the_same_and_another_others() -> None:
    assert draw_mutants(RECORDS, seed=1, limit=60) == draw_mutants(RECORDS, seed=1, limit=60)
    assert draw_mutants(RECORDS, seed=1, limit=60) != draw_mutants(RECORDS, seed=2, limit=60)


@pytest.mark.parametrize("limit", [1, 22, 60, 100])
def test_the_limit_is_shared_evenly_and_what_small_kinds_leave_goes_to_others(limit: int) -> None:
    drawn = Counter(one.kind for one in draw_mutants(RECORDS, seed=1, limit=limit))
    there_are = Counter(one.kind for one in draw_mutants(RECORDS, seed=1, limit=100_000))
    assert sum(drawn.values()) == min(limit, sum(there_are.values()))
    short = [count for kind, count in drawn.items() if count < there_are[kind]]
    assert max(short, default=0) - min(short, default=0) <= 1
    assert all(count <= max(short, default=count) for count in drawn.values())


def test_a_sentence_of_several_pages_is_made_false_once_and_a_page_is_one_of_its_own() -> None:
    drawn = draw_mutants(RECORDS, seed=1, limit=100_000)
    numbers = [(one.before, one.after) for one in drawn if one.kind == "number"]
    assert len(numbers) == len(set(numbers))
    removed = Counter(one.record.case.id for one in drawn if one.kind == "notice removed")
    assert removed == {"a": 2, "b": 2, "c": 2, "plague": 2, "alarm": 3}


def test_every_answer_has_its_turn_before_any_has_two() -> None:
    drawn = [one for one in draw_mutants(RECORDS, seed=1, limit=100_000) if one.kind == "quote edited"]
    assert {one.record.case.id for one in drawn[:3]} == {"a", "b", "c"}
    assert max(Counter(one.record.case.id for one in drawn).values()) == PER_RECORD


def test_every_kind_is_drawn_in_its_order() -> None:
    kinds = list(dict.fromkeys(one.kind for one in draw_mutants(RECORDS, seed=1, limit=100_000)))
    assert kinds == [kind for kind in BREAKERS if kind in kinds]
    assert len(BREAKERS) == 22
