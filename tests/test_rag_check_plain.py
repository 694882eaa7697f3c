"""Which words a sentence may hold that its quotes do not."""

import pytest

from rag.check.plain import is_frame, is_plain
from rag.words import stems


@pytest.mark.parametrize(
    ("word", "frame", "plain"),
    [("people", True, True), ("together", False, True), ("shown", False, True), ("kidney", False, False)],
)
def test_few_words_count_for_nothing_more_may_be_new_in_a_copy(word: str, frame: bool, plain: bool) -> None:
    (stem,) = stems(word, keep_stopwords=True)
    assert (is_frame(stem), is_plain(stem)) == (frame, plain)
