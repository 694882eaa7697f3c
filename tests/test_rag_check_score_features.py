import math

import pytest

from rag.check.score.features import MEANING, Place, candidates, features
from rag.check.score.model import load_model
from rag.check.score.pieces import Piece
from rag.check.score.source import Source
from rag.index.encoder import Encoder, load_encoder
from rag.settings import IndexSettings

PASSAGES = ("The tower was built in 1889 by Gustave Eiffel. It is not open in winter.", "Prices increased last year.")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(IndexSettings())


def read(text: str, encoder: Encoder, question: str = "") -> dict[str, float]:
    return features(Piece(text=text, start=0, end=len(text)), Source(PASSAGES, encoder, question))


def test_a_copied_sentence_is_covered_whole(encoder: Encoder) -> None:
    found = read("The tower was built in 1889 by Gustave Eiffel.", encoder)
    for name in ("known", "best_sentence", "best_two", "pairs", "twos", "threes", "longest_copy"):
        assert found[name] == pytest.approx(1), name
    for name in ("missing", "numbers_missing", "names_missing", "missing_run", "negations_more", "directions_differ"):
        assert found[name] == 0, name
    assert found["nearest"] == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("The tower was built in 1923.", "numbers_missing", 1),
        ("The tower was built by Napoleon.", "names_missing", 1),
        ("The tower was not built by Gustave Eiffel.", "negations_more", 0),  # a near sentence negates as well
        ("Prices did not increase and never rose.", "negations_more", 1),
        ("Prices decreased last year.", "directions_differ", 1),
        ("Therefore the tower is old.", "concludes", 1),
        ("The tower is old (Passage 1).", "cites", 1),
        ("Is the tower old?", "asks", 1),
    ],
)
def test_each_sign_is_counted(encoder: Encoder, text: str, name: str, value: float) -> None:
    assert read(text, encoder)[name] == value


def test_words_of_the_question_are_no_news(encoder: Encoder) -> None:
    text = "Elephants admire the tower."
    assert read(text, encoder)["known_or_asked"] < read(text, encoder, "Do elephants admire it?")["known_or_asked"]


def test_place_is_between_0_and_1(encoder: Encoder) -> None:
    piece = Piece(text="A tower.", start=0, end=8)
    found = [features(piece, Source(PASSAGES, encoder), Place(at, 3)) for at in range(3)]
    assert [one["place"] for one in found] == [0, 0.5, 1]


@pytest.mark.parametrize("text", ["", "?", "of the", "和平 " * 50, "1" * 400, "[" * 99])
@pytest.mark.parametrize("passages", [(), ("",), PASSAGES])
def test_any_text_has_finite_features(encoder: Encoder, text: str, passages: tuple[str, ...]) -> None:
    found = features(Piece(text=text or " ", start=0, end=max(1, len(text))), Source(passages, encoder))
    assert all(math.isfinite(value) for value in found.values())


def test_names_and_order_are_those_of_the_model(encoder: Encoder) -> None:
    assert tuple(read("A tower.", encoder)) == load_model().features


def test_candidates_are_sentences_of_the_source(encoder: Encoder) -> None:
    source = Source(PASSAGES, encoder)
    assert candidates(Piece(text="Prices increased.", start=0, end=17), source)[0] == "Prices increased last year."


def test_without_an_encoder_only_the_signs_of_meaning_are_lost(encoder: Encoder) -> None:
    piece = Piece(text="Prices increased.", start=0, end=17)
    full, bare = features(piece, Source(PASSAGES, encoder)), features(piece, Source(PASSAGES, None))
    assert tuple(full) == tuple(bare)
    assert {name for name in full if full[name] != bare[name]} == set(MEANING) - {"near_question"}
    assert all(bare[name] == 0 for name in MEANING)
