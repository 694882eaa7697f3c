"""Pieces of a reply, in the odd forms endpoints send them, to what was said."""

import pytest

from rag.write.completions import Completion, Heard
from rag.write.outcome import Said, Spent


def heard(*pieces: object) -> Heard:
    result = Heard()
    for piece in pieces:
        result.add(Completion.model_validate(piece))
    return result


def piece(finish_reason: str | None = None, **delta: object) -> object:
    return {"choices": [{"delta": delta, "finish_reason": finish_reason}]}


def test_a_whole_completion_is_one_piece() -> None:
    whole = {
        "model": "m",
        "choices": [{"message": {"content": "text"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
    }
    spent = Spent(model="m", prompt_tokens=3, completion_tokens=1)
    assert heard(whole).said() == Said(text="text", reason="stop", spent=spent)


def test_pieces_add_up_and_usage_may_come_last() -> None:
    pieces = [piece(role="assistant", content=None), piece(content="te"), piece(content="xt"), piece("stop")]
    result = heard(*pieces, {"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 1}})
    assert result.said() == Said(text="text", reason="stop", spent=Spent(prompt_tokens=3, completion_tokens=1))


@pytest.mark.parametrize(
    ("pieces", "is_begun", "is_ended"),
    [
        ([], False, False),
        ([{"choices": []}, {"choices": None}, {}], False, False),
        ([piece(content="x")], True, False),
        ([piece("stop")], True, True),
    ],
)
def test_begin_and_end_are_told(pieces: list[object], is_begun: bool, is_ended: bool) -> None:
    result = heard(*pieces)
    assert (result.is_begun, result.is_ended) == (is_begun, is_ended)


def test_a_refusal_is_kept_apart_from_the_text() -> None:
    assert heard(piece(refusal="I "), piece(refusal="will not"), piece("stop")).said().refusal == "I will not"


def test_only_the_first_of_several_choices_is_heard() -> None:
    choices = [{"message": {"content": text}, "finish_reason": "stop"} for text in ("one", "two")]
    assert heard({"choices": choices}).text == "one"
