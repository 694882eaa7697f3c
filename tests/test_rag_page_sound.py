"""Pages fail closed: what is unsupported or cannot be traced is not rendered."""

import pytest

from rag.errors import InputError
from rag.page.sound import require_sound
from rag.schema import Answer, AnswerSection, Question, Statement
from tests.data.page_sample import ANSWER, PASSAGES, supported


def answer_with(statement: Statement) -> Answer:
    section = AnswerSection(id="x", heading="X", covered=True, statements=(statement,))
    return ANSWER.model_copy(update={"sections": (section,)})


def test_sound_answer_passes() -> None:
    require_sound(ANSWER, PASSAGES)


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (answer_with(Statement(text="No.", citations=(1,), verdict="unsupported")), "unsupported"),
        (answer_with(supported("No.")), "no citation"),
        (answer_with(supported("No.", 1, 99)), r"\[99\]"),
        (ANSWER.model_copy(update={"questions_to_ask": (Question(text="No?", citations=(42,)),)}), r"\[42\]"),
        (ANSWER.model_copy(update={"citations": ANSWER.citations * 2}), "not unique"),
        (ANSWER.model_copy(update={"sources": ANSWER.sources[:1]}), "vesper-overview"),
    ],
)
def test_unsound_answer_is_refused(answer: Answer, named: str) -> None:
    with pytest.raises(InputError, match=named):
        require_sound(answer, PASSAGES)


def test_quote_that_is_not_the_text_at_its_span_is_refused() -> None:
    moved = ANSWER.citations[0].model_copy(update={"start": ANSWER.citations[0].start + 1})
    answer = ANSWER.model_copy(update={"citations": (moved, *ANSWER.citations[1:])})
    with pytest.raises(InputError, match="citation 1 is not the text"):
        require_sound(answer, PASSAGES)
    require_sound(answer, {})
