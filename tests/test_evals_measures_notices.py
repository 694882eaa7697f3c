import pytest

from evals.measures.notices import NAMES, measure
from rag.schema import Notice, Notices
from tests.test_evals_example import NOTICES, PLAGUE, make_answer, make_record, make_refusal

TOP, BOTTOM = NOTICES.top, NOTICES.bottom


@pytest.mark.parametrize(
    ("top", "bottom", "value"),
    [
        (TOP, BOTTOM, 1.0),
        (BOTTOM, TOP, 0.0),
        (TOP, Notice(id=BOTTOM.id, text=""), 0.5),
        (Notice(id=TOP.id, text=TOP.text + " "), BOTTOM, 0.5),
        (Notice(id="patient-top/99", text=TOP.text), BOTTOM, 0.5),
    ],
)
def test_each_notice_must_equal_its_file_in_id_and_text(top: Notice, bottom: Notice, value: float) -> None:
    answer = make_answer().model_copy(update={"notices": Notices(top=top, bottom=bottom)})
    (measured,) = measure(make_record(answer=answer))
    assert (measured.name, measured.value) == (NAMES[0], value)
    assert len(measured.failures) == round(2 * (1 - value))


def test_refusals_carry_notices_too_and_a_safety_notice_does_no_harm() -> None:
    safe = NOTICES.model_copy(update={"safety": Notice(id="emergency/1", text="Call now.")})
    answer = make_refusal().model_copy(update={"notices": safe})
    assert measure(make_record(PLAGUE, answer))[0].value == 1.0
