import pytest

from evals.mutations.notices import NOTICES
from evals.schema import RunRecord
from evals.score import score_case
from tests.mutation_records import LINE, alarmed, answered, refused


@pytest.mark.parametrize(
    ("kind", "record", "places"),
    [
        ("notice removed", answered(), {"top notice", "bottom notice"}),
        ("notice removed", refused(), {"top notice", "bottom notice"}),
        ("notice removed", alarmed(), {"top notice", "bottom notice", "safety notice"}),
        ("notice altered", answered(), {"top notice", "bottom notice"}),
        ("notice altered", alarmed(), {"top notice", "bottom notice", "safety notice"}),
        ("off-topic notice removed", answered(), {"section premise"}),
    ],
)
def test_every_notice_is_broken_and_the_harness_sees_it(kind: str, record: RunRecord, places: set[str]) -> None:
    known = set(score_case(record).failures)
    made = list(NOTICES[kind](record, [record]))
    assert {one.where for one in made} == places
    for one in made:
        assert one.before != one.after
        assert set(score_case(one.record).failures) - known, one
        assert one.record.given.statements == record.given.statements


def test_an_altered_notice_says_something() -> None:
    made = list(NOTICES["notice altered"](answered(), []))
    assert len(made) > 4
    assert all(one.record.given.notices.top.text and one.record.given.notices.bottom.text for one in made)


def test_the_line_goes_alone_or_with_its_section() -> None:
    made = list(NOTICES["off-topic notice removed"](answered(), []))
    assert [one.before for one in made] == [LINE, LINE]
    assert [[section.id for section in one.record.given.sections] for one in made] == [["premise", "s"], ["s"]]


def test_only_an_answer_with_the_flag_has_that_line() -> None:
    record = answered()
    inquiry = record.given.inquiry.model_copy(update={"flags": ()})
    unflagged = record.model_copy(update={"answer": record.given.model_copy(update={"inquiry": inquiry})})
    for one in (unflagged, refused()):
        assert list(NOTICES["off-topic notice removed"](one, [])) == []
