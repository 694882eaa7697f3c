"""Sentence spans: in order, trimmed, nothing lost; clinical abbreviations and numbers do not end a sentence."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.sentences import sentence_spans

PROSE = st.lists(
    st.sampled_from(
        [
            *(
                "Dose",
                "is",
                "3.5 mg",
                "e.g.",
                "vs.",
                "Fig. 2",
                "HER2",
                "(IHC)",
                "No.",
                "Dr. Who",
                "i.v.",
                "T1 N0.",
                "5.",
            ),
            *("\n", "\n\n", ". ", "? ", "! ", "; ", ": ", "- ", '"', "é", "²", " ", "\t"),
        ]
    ),
    max_size=30,
).map(" ".join)


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("One sentence", ["One sentence"]),
        ("First one. Second one.", ["First one.", "Second one."]),
        ("What? No! Yes.", ["What?", "No!", "Yes."]),
        ("  Padded.  Twice.  ", ["Padded.", "Twice."]),
        ("The dose is 3.5 mg. It is low.", ["The dose is 3.5 mg.", "It is low."]),
        ("Take it e.g. daily. Then stop.", ["Take it e.g. daily.", "Then stop."]),
        ("Give 5 mg vs. 10 mg. Then stop.", ["Give 5 mg vs. 10 mg.", "Then stop."]),
        ("See Fig. 3 for more. Then stop.", ["See Fig. 3 for more.", "Then stop."]),
        ("Wolff et al. 2023 said so. Then stop.", ["Wolff et al. 2023 said so.", "Then stop."]),
        ("Ask Dr. Smith first. Then stop.", ["Ask Dr. Smith first.", "Then stop."]),
        ("A line break\ndoes not end it. Two.", ["A line break\ndoes not end it.", "Two."]),
        ("Not below 30 mL/min. Then stop.", ["Not below 30 mL/min.", "Then stop."]),
        ("Stage I. Then II.", ["Stage I.", "Then II."]),
        ("Drug A works. drug B does not.", ["Drug A works. drug B does not."]),
    ],
)
def test_text_is_cut_into_whole_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize("text", ["The answer is no. Then stop.", "Wait for 30 min. Then stop."])
def test_a_word_that_is_also_an_abbreviation_can_end_a_sentence(text: str) -> None:
    assert len(sentences(text)) == 2


@settings(deadline=None)
@given(st.one_of(PROSE, st.text()))
def test_spans_are_in_order_trimmed_and_cover_everything_but_white_space(text: str) -> None:
    spans = sentence_spans(text)
    covered: set[int] = set()
    end_before = 0
    for start, end in spans:
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        end_before = end
    assert [text[at] for at in range(len(text)) if at not in covered and not text[at].isspace()] == []
