"""Text to a number of tokens, for budgets. An estimate: each hosted model counts in its own way."""

import math
from collections.abc import Callable
from functools import lru_cache

from rag.index.encoder import load_wordpiece_counter
from rag.settings import IndexSettings

REMEMBERED = 4_096  # texts whose count is kept
CHARACTERS_PER_TOKEN = 3.5  # of English medical text; hosted models need about 4


def load_token_counter(settings: IndexSettings) -> Callable[[str], int]:
    """A count meant to be no less than what a hosted model counts for English text.

    With the default encoder: its WordPiece tokens, of which it knows 30,522; hosted models know 100,000 and more, so
    their tokens are longer. With any other encoder: by length. Raises: EncoderError.
    """
    if settings.model != "default":
        return lambda text: math.ceil(len(text) / CHARACTERS_PER_TOKEN)
    return lru_cache(maxsize=REMEMBERED)(load_wordpiece_counter())  # the same passages come up again and again
