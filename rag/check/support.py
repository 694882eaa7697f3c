"""Statement and quotes to a verdict: do its words stand in the quotes? Says nothing about their order or meaning."""

from collections.abc import Iterable

from rag.words import stems


def support_failure(statement: str, quotes: Iterable[str], min_share: float) -> str | None:
    """Why the quotes do not hold the statement's content words (by stem, at least `min_share` of them), or None."""
    wanted = set(stems(statement))
    have = {stem for quote in quotes for stem in stems(quote)}
    missing = sorted(wanted - have)
    if not wanted:
        return "the statement says nothing"
    share = 1 - len(missing) / len(wanted)
    if share < min_share:
        return f"only {share:.0%} of its words stand in the quotes; missing: {', '.join(missing[:6])}"
    return None
