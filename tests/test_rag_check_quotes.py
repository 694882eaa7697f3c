"""A quote is verbatim at its span, to the code point, or it is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check.quotes import quote_failure
from rag.schema import Locator, Passage, Quote

TEXT = "Ébrié 🙂 says: 5 mg of amirol, twice a day."


def passage(text: str = TEXT) -> Passage:
    return Passage(id="p1", source_id="s", edition="1", title="T", text=text, locator=Locator(), ordinal=0)


def failure(text: str, start: int, end: int, *, of: str = TEXT, name: str = "p1") -> str | None:
    return quote_failure(Quote(passage_id=name, text=text, start=start, end=end), {"p1": passage(of)})


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [(TEXT, 0, len(TEXT)), ("5 mg", 14, 18), ("🙂 says", 6, 12), ("Ébrié", 0, 5)],
    ids=["whole", "middle", "counted in code points", "accents"],
)
def test_text_at_its_span_is_verbatim(text: str, start: int, end: int) -> None:
    assert failure(text, start, end) is None


@pytest.mark.parametrize(
    ("text", "start", "end", "said"),
    [
        ("5 mg", 15, 19, "does not stand at 15-19"),
        ("5 mg", 0, 4, "does not stand at 0-4"),
        ("5 MG", 14, 18, "does not stand"),
        ("5  mg", 14, 18, "does not stand"),
        ("5 mg", 14, 19, "does not stand"),
        ("5 mg", 14, 14, "does not stand"),
        ("5 mg", 18, 14, "does not stand"),
        ("day.", -4, len(TEXT), "does not stand"),  # a negative index is no span
        ("day.", len(TEXT) - 4, len(TEXT) + 9, "does not stand"),  # nor is one beyond the end
        ("", 3, 3, "too short"),
        ("mg", 16, 18, "too short"),
        ("   ", 0, 3, "too short"),
    ],
)
def test_anything_else_is_refused_with_the_reason(text: str, start: int, end: int, said: str) -> None:
    assert said in str(failure(text, start, end))


def test_passage_that_was_not_given_is_named() -> None:
    assert failure("5 mg", 14, 18, name="p2") == "cites the passage 'p2', which was not given"


@settings(deadline=None)
@given(st.text(min_size=1), st.data())
def test_every_slice_with_enough_letters_is_verbatim_and_no_shifted_one_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quoted = text[start:end]
    assert (failure(quoted, start, end, of=text) is None) is (len(quoted.strip()) >= 3)
    if text[start + 1 : end + 1] != quoted:
        assert failure(quoted, start + 1, end + 1, of=text) is not None
