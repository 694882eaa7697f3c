"""What a statement rests on: quotes, the sentences around them, headings; and what counts as copied."""

import pytest

from rag.check.evidence import evidence_of, is_copied
from rag.schema import DraftStatement, Locator, Passage, Quote

TEXT = "Amirol helps. It is not used alone in lumaria.\n\n- A rash\n- A cough"
PASSAGE = Passage(
    id="p",
    source_id="s",
    edition="1",
    title="Guide",
    text=TEXT,
    locator=Locator(headings=("Drugs", "Amirol")),
    ordinal=0,
)


def cited(text: str, *quotes: str) -> DraftStatement:
    spans = [(TEXT.index(quote), quote) for quote in quotes]
    made = tuple(Quote(passage_id="p", text=quote, start=at, end=at + len(quote)) for at, quote in spans)
    return DraftStatement(text=text, quotes=made)


def test_a_quote_is_widened_to_its_sentence_and_its_headings_are_context() -> None:
    evidence = evidence_of(cited("Used alone.", "used alone"), {"p": PASSAGE}, "What helps?")
    assert evidence.quotes == ("used alone",)
    assert evidence.sentences == ("It is not used alone in lumaria.",)
    assert evidence.context == "Guide\nedition 1\nDrugs\nAmirol\nAmirol helps."  # what "it" is
    assert evidence.question == "What helps?"


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("Signs can include:\n\n- A rash\n- A cough", "A cough", "Signs can include: A cough"),
        ("It is seen late. Signs can include:\n- A rash", "A rash", "Signs can include: A rash"),
        ("Signs:\n1. A rash\n2. A cough", "A rash\n2. A cough", "Signs: A rash\nSigns: A cough"),
        ("Signs:\n\n- A rash", "Signs:\n\n- A rash", "Signs:\n\nSigns: A rash"),
        ("It helps.\n\n- A rash", "A rash", "A rash"),
        ("- A rash", "A rash", "A rash"),
    ],
)
def test_a_list_item_is_read_behind_what_introduces_its_list(text: str, quote: str, expected: str) -> None:
    made = Quote(passage_id="p", text=quote, start=text.index(quote), end=text.index(quote) + len(quote))
    evidence = evidence_of(DraftStatement(text="x", quotes=(made,)), {"p": PASSAGE.model_copy(update={"text": text})})
    assert evidence.sentences == (expected,)


@pytest.mark.parametrize(
    ("statement", "quotes", "expected"),
    [
        ("Amirol helps.", ["Amirol helps."], True),
        ("Amirol  helps.", ["Amirol helps. It is not used alone in lumaria."], True),
        ("A rash\nA cough", ["- A rash\n- A cough"], True),
        ("Amirol helps. A rash", ["Amirol helps.", "A rash"], True),
        ("used alone", ["used alone"], False),
        ("Amirol helps.", ["A rash"], False),
        ("Amirol helped.", ["Amirol helps."], False),
        ("", ["A rash"], False),
    ],
)
def test_only_whole_sentences_of_the_quotes_count_as_copied(statement: str, quotes: list[str], expected: bool) -> None:
    assert is_copied(cited(statement, *quotes), {"p": PASSAGE}) is expected


def test_the_header_row_of_a_quoted_table_row_is_context() -> None:
    text = "It has stages.\n\n| Stage | Meaning |\n| I | Small |\n| II | Large |"
    passage = PASSAGE.model_copy(update={"text": text})
    at = text.index("II |")
    made = Quote(passage_id="p", text="II | Large", start=at, end=at + 10)
    evidence = evidence_of(DraftStatement(text="Stage II is large.", quotes=(made,)), {"p": passage})
    assert evidence.header == "| Stage | Meaning |"
    assert evidence.context.endswith(evidence.header)


def test_a_quote_outside_a_table_has_no_header_row() -> None:
    assert evidence_of(cited("Amirol helps.", "Amirol helps."), {"p": PASSAGE}).header == ""


def test_a_question_of_the_text_supports_no_statement() -> None:
    text = "It helps. Is it safe for me? It is given daily."
    passage = PASSAGE.model_copy(update={"text": text})

    def sentences(said: str, *quotes: str) -> tuple[str, ...]:
        made = tuple(Quote(passage_id="p", text=q, start=text.index(q), end=text.index(q) + len(q)) for q in quotes)
        return evidence_of(DraftStatement(text=said, quotes=made), {"p": passage}).sentences

    assert sentences("It is safe.", "Is it safe for me?") == ()
    assert sentences("It is safe.", "safe for me") == ()
    assert sentences("It is safe.", "Is it safe for me?", "It helps.") == ("It helps.",)
    assert sentences("Is it safe?", "Is it safe for me?") == ("Is it safe for me?",)


def test_a_known_publisher_stands_above_the_quotes() -> None:
    evidence = evidence_of(cited("Used alone.", "used alone"), {"p": PASSAGE}, publishers={"s": "Lumaria Society"})
    assert evidence.context.splitlines()[:2] == ["Lumaria Society", "Guide"]
