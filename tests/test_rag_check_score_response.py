from collections.abc import Sequence

import pytest

from rag.check.score.model import load_model
from rag.check.score.pieces import statements
from rag.check.score.response import doubts_of, score_quoted, score_text, worst
from rag.check.score.source import Source
from rag.index.encoder import Encoder, Vectors, load_encoder
from rag.settings import IndexSettings

PASSAGES = (
    "The common swift spends almost all of its life in the air. It feeds on insects that it catches in flight.",
    "Swifts winter in Africa and return to Europe in May.",
)
TRUE = "The common swift spends almost all of its life in the air. Swifts winter in Africa and return to Europe in May."
ADDED = " The government of Norway pays farmers a yearly subsidy for wooden nest boxes."


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(IndexSettings())


def test_what_the_passages_say_is_supported(encoder: Encoder) -> None:
    found = score_text(TRUE, PASSAGES, encoder)
    assert found.is_supported
    assert [one.is_supported for one in found.statements] == [True, True]
    assert [one.failed for one in found.statements] == [(), ()]


def test_what_is_added_is_found_and_the_rest_stands(encoder: Encoder) -> None:
    found = score_text(TRUE + ADDED, PASSAGES, encoder)
    assert [one.is_supported for one in found.statements] == [True, True, False]
    assert found.score < score_text(TRUE, PASSAGES, encoder).score
    assert found.statements[2].failed


def test_a_text_with_two_additions_is_not_supported(encoder: Encoder) -> None:
    text = TRUE + ADDED + " Their eggs are sold at markets in Toledo for 40 euros."
    assert not score_text(text, PASSAGES, encoder).is_supported


def test_a_number_of_no_passage_adds_to_the_doubt_of_its_statement_alone(encoder: Encoder) -> None:
    model = load_model()
    source = Source(PASSAGES, encoder, "Do 300 swifts winter here?")
    tolerant = model.model_copy(update={"foreign_number": 0.0})
    pieces = statements("Swifts winter in Africa with 700 others. Of 300 swifts some return in May [2].")
    gained = [a - b for a, b in zip(doubts_of(pieces, source, model), doubts_of(pieces, source, tolerant), strict=True)]
    assert gained == pytest.approx([model.foreign_number, 0])
    assert model.foreign_number > 0


def test_the_nearest_sentence_is_shown(encoder: Encoder) -> None:
    found = score_text("Swifts winter in Africa.", PASSAGES, encoder)
    assert found.statements[0].nearest == "Swifts winter in Africa and return to Europe in May."


def test_spans_lie_in_the_text(encoder: Encoder) -> None:
    text = TRUE + ADDED
    for one in score_text(text, PASSAGES, encoder).statements:
        for piece in (one.piece, *one.failed):
            assert text[piece.start : piece.end] == piece.text


@pytest.mark.parametrize("text", ["", "  \n", "..."])
def test_a_text_without_a_word_states_nothing_and_is_supported(encoder: Encoder, text: str) -> None:
    found = score_text(text, PASSAGES, encoder)
    assert (found.statements, found.score, found.is_supported) == ((), 1.0, True)


@pytest.mark.parametrize("passages", [(), ("",), ("\n \n",)])
def test_without_passages_nothing_is_supported(encoder: Encoder, passages: tuple[str, ...]) -> None:
    found = score_text(TRUE, passages, encoder)
    assert (found.score, found.is_supported) == (0.0, False)
    assert not any(one.is_supported for one in found.statements)


def test_the_same_input_gives_the_same_scores(encoder: Encoder) -> None:
    assert score_text(TRUE + ADDED, PASSAGES, encoder) == score_text(TRUE + ADDED, PASSAGES, encoder)


@pytest.mark.parametrize(
    ("doubts", "doubt"), [([-3.0, 1.0, 2.0], 1.5), ([0.5], 0.5), ([-9.0, 2.0], 1.0), ([-5.0, -3.0], -3.0)]
)
def test_the_worst_two_doubts_are_averaged_a_sound_one_counting_as_even(doubts: list[float], doubt: float) -> None:
    assert worst(doubts) == doubt


def test_one_doubt_for_each_piece(encoder: Encoder) -> None:
    assert len(doubts_of(statements(TRUE), Source(PASSAGES, encoder), load_model())) == 2


QUOTE = "Patients with a fever above 38 degrees should be given paracetamol and plenty of fluids."
LIST = "Signs of a chest infection can include:\n- A cough.\n- A high temperature.\n- Pain when breathing in."


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        (QUOTE, (QUOTE,)),
        ("Patients with a fever above 38 degrees should be given paracetamol.", (QUOTE,)),
        ("Paracetamol and plenty of fluids should be given to patients with a fever above 38 degrees.", (QUOTE,)),
        ("Signs of a chest infection can include a cough and pain when breathing in.", (LIST,)),
        ("Signs of a chest infection can include a high temperature.", tuple(LIST.splitlines()[::2])),
    ],
    ids=["copied", "shortened", "reordered", "list joined", "two quotes"],
)
def test_what_its_quotes_say_in_other_order_passes(text: str, quotes: Sequence[str]) -> None:
    assert score_quoted(text, quotes) >= load_model().min_gate_score


@pytest.mark.parametrize(
    "text",
    [
        "The museum opens its doors to visitors at nine every morning.",
        "Patients with a fever above 38 degrees should be given paracetamol before the swelling of the knee spreads to the hip.",
        QUOTE + " The museum opens its doors to visitors at nine every morning.",
    ],
    ids=["foreign", "added clause", "added sentence"],
)
def test_what_its_quotes_do_not_say_fails(text: str) -> None:
    assert score_quoted(text, (QUOTE,)) < load_model().min_gate_score


@pytest.mark.parametrize(
    ("text", "quotes", "score"), [("", (QUOTE,), 1), ("...", (), 1), (QUOTE, (), 0), (QUOTE, (" ", "\n"), 0)]
)
def test_nothing_said_is_supported_and_nothing_quoted_supports(text: str, quotes: Sequence[str], score: float) -> None:
    assert score_quoted(text, quotes) == score


class Counting:
    """The encoder, which counts the texts it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self.fingerprint, self.dimension, self.count = encoder.fingerprint, encoder.dimension, 0
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return self._encoder.encode(texts)


def test_passages_are_encoded_once_for_all_texts_about_them(encoder: Encoder) -> None:
    counting = Counting(encoder)
    score_text(TRUE, PASSAGES, counting)
    first = counting.count
    score_text("Swifts return to Europe in May.", list(PASSAGES), counting)
    assert counting.count == first + 1


def test_the_same_passages_with_another_encoder_or_question_are_another_source(encoder: Encoder) -> None:
    one, other = Counting(encoder), Counting(encoder)
    score_text(TRUE, PASSAGES, one)
    score_text(TRUE, PASSAGES, other)
    assert one.count == other.count > 0
    plain = score_text("Elephants rest.", PASSAGES, one).score
    assert score_text("Elephants rest.", PASSAGES, one, question="Do elephants rest?").score != plain
