from collections.abc import Sequence

import numpy as np
import pytest

from rag.check.score.source import CANDIDATES, KEPT, Source, content, numbers_in, rarities_of, source_of
from rag.index.encoder import Encoder, Vectors, load_encoder
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


def test_equal_shares_keep_the_order_of_the_text_and_the_rest_fill_up(encoder: Encoder) -> None:
    source = Source(["Dogs bark. Cats sleep. Dogs eat. Birds sing. Dogs swim and cats eat."], encoder)
    found = source.nearest(rarities_of("Dogs eat."))
    assert [at for _, at in found] == [2, 4, 0, 1, 3]
    assert found[0][0] == found[1][0] > found[2][0] > found[3][0] == 0


def test_no_more_than_the_candidates_are_given(encoder: Encoder) -> None:
    source = Source([" ".join(f"Dog number {n} barks." for n in range(3 * CANDIDATES))], encoder)
    assert [at for _, at in source.nearest(rarities_of("A dog barks."))] == list(range(CANDIDATES))
    assert [at for _, at in source.nearest(rarities_of("zebra"))] == list(range(CANDIDATES))


@pytest.mark.parametrize(
    ("one", "other", "is_so"), [("cats", "hours", True), ("cats", "bark", False), ("cats", "emu", False)]
)
def test_words_stand_together_in_one_sentence(encoder: Encoder, one: str, other: str, is_so: bool) -> None:
    assert Source(PASSAGES, encoder).together(content(one)[0], content(other)[0]) is is_so


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


def test_the_same_passages_give_the_same_source(encoder: Encoder) -> None:
    assert source_of(list(PASSAGES), encoder) is source_of(PASSAGES, encoder)
    assert source_of(PASSAGES, encoder, "Why?") is not source_of(PASSAGES, encoder)


class Flat:
    """An encoder that gives every text the same vector: thousands of texts in no time."""

    fingerprint, dimension, count = "flat", 2, 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return np.ones((len(texts), 2), dtype=np.float32)


def test_vectors_of_its_own_sentences_outlive_those_of_many_texts() -> None:
    flat = Flat()
    source = Source(PASSAGES, flat)
    source.encode(source.sentences)
    source.encode([f"text {n}" for n in range(KEPT + 1)])
    source.encode(["one more"])
    count = flat.count
    source.encode(source.sentences)
    assert flat.count == count
    source.vector("text 0")
    assert flat.count == count + 1
