import pytest

from rag.check.score.source import Source, content, numbers_in, rarities_of
from rag.index.encoder import Encoder, load_encoder
from rag.settings import IndexSettings

PASSAGES = ("Cats sleep 12 hours a day. Dogs bark.", "Horses eat hay and oats.")


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(IndexSettings())


def test_sentences_know_their_passage(encoder: Encoder) -> None:
    source = Source(PASSAGES, encoder)
    assert list(zip(source.sentences, source.passage_of, strict=True)) == [
        ("Cats sleep 12 hours a day.", 0),
        ("Dogs bark.", 0),
        ("Horses eat hay and oats.", 1),
    ]
    assert source.of_passages([2]) == frozenset(content("Horses eat hay and oats."))


@pytest.mark.parametrize(("word", "is_known"), [("cats", True), ("barking", True), ("zebra", False)])
def test_forms_of_a_word_are_known(encoder: Encoder, word: str, is_known: bool) -> None:
    assert Source(PASSAGES, encoder).knows(content(word)[0]) is is_known


def test_the_sentence_that_holds_most_comes_first(encoder: Encoder) -> None:
    source = Source(PASSAGES, encoder)
    assert source.nearest(rarities_of("What do horses eat? Oats."))[0][1] == 2


def test_rare_words_weigh_more() -> None:
    rarities = rarities_of("people frustum")
    assert 0 < rarities[content("people")[0]] < rarities[content("frustum")[0]] <= 1


def test_ends_of_a_range_are_numbers() -> None:
    assert numbers_in("from 5 to 10 mg") == ["5", "10"]


def test_vectors_are_kept_and_equal_those_of_the_encoder(encoder: Encoder) -> None:
    source = Source(PASSAGES, encoder)
    source.encode(["Dogs bark.", "Dogs bark."])
    assert float(source.vector("Dogs bark.") @ encoder.encode(["Dogs bark."])[0]) == pytest.approx(1, abs=1e-5)


def test_no_passage_has_no_sentence(encoder: Encoder) -> None:
    source = Source(["", "\n"], encoder)
    assert source.sentences == ()
    assert source.nearest(rarities_of("anything")) == []
