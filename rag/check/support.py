"""Statement and quotes to a verdict: do the quotes say this? By words first, by meaning where words do not decide.

Says nothing about negation, strength, names or numbers: those have rules of their own.
"""

from collections.abc import Sequence

from rag.check.alike import same_word
from rag.check.plain import is_frame
from rag.check.reading import all_stems, as_written, sentences
from rag.index.encoder import Encoder
from rag.settings import GateSettings
from rag.vocabulary import Vocabulary
from rag.words import stems


def support_failure(
    statement: str,
    quotes: Sequence[str],
    settings: GateSettings,
    *,
    context: str = "",
    vocabulary: Vocabulary | None = None,
    encoder: Encoder | None = None,
) -> str | None:
    """Why the quotes do not hold what the statement says, or None.

    The share of its content words that stand in the quotes decides; words of `context` (title, headings) do not count
    either way. Between `min_word_support` and `min_support`, `encoder` must find statement and quotes alike.
    """
    wanted = set(stems(statement))
    if not wanted:
        return "the statement says nothing"
    missing = _missing(statement, wanted, quotes, vocabulary)
    named = set(all_stems(context))
    neutral = {stem for stem in missing if is_frame(stem) or stem in named}
    missing -= neutral
    counted = len(wanted) - len(neutral)
    share = 1 - len(missing) / counted if counted else 0.0
    if share >= settings.min_support:
        return None
    shown = f"only {share:.0%} of its words stand in the quotes; missing: {_shown(statement, missing)}"
    if encoder is None or share < settings.min_word_support:
        return shown
    alike = _similarity(statement, quotes, encoder)
    if alike >= settings.min_similarity:
        return None
    return f"{shown}; and the quotes are not close in meaning ({alike:.2f} of {settings.min_similarity})"


def _shown(statement: str, missing: set[str]) -> str:
    return ", ".join(as_written(statement, [stem]) for stem in sorted(missing)[:6])


def _missing(statement: str, wanted: set[str], quotes: Sequence[str], vocabulary: Vocabulary | None) -> set[str]:
    have = {stem for quote in quotes for stem in all_stems(quote)}
    missing = {stem for stem in wanted - have if not any(same_word(stem, other) for other in have)}
    if missing and vocabulary is not None:
        named = {m.term.name for q in quotes for m in vocabulary.mentions(all_stems(q))}
        said = all_stems(statement)
        for mention in vocabulary.mentions(said):
            if mention.term.name in named:
                missing -= set(said[mention.start : mention.end])
    return missing


def _similarity(statement: str, quotes: Sequence[str], encoder: Encoder) -> float:
    """Cosine of the statement and the likest of: each quoted sentence, all quotes together."""
    pieces = [sentence.text for quote in quotes for sentence in sentences(quote)]
    whole = " ".join(quotes)
    texts = tuple(dict.fromkeys([statement, *pieces, whole]))
    rows = encoder.encode(texts)
    return float(max((rows[1:] @ rows[0]).tolist(), default=1.0))
