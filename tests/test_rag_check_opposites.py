"""The table of opposites is sound."""

from rag.check.opposites import PAIRS, opposites
from rag.words import stems


def test_no_word_is_its_own_opposite() -> None:
    for name, pairs in opposites().items():
        assert not {(line, side) for line, side in pairs} & {(line, -side) for line, side in pairs}, name


def test_every_pair_has_two_sides_that_can_be_found() -> None:
    for line, pair in enumerate(PAIRS.splitlines()):
        for side, names in zip((1, -1), pair.split(" / "), strict=True):
            for name in names.split():
                assert (line, side) in opposites()[tuple(stems(name.replace("_", " "), keep_stopwords=True))]
