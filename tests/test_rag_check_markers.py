"""A marker keeps the status that the quotes give it."""

import pytest

from rag.check.markers import marker_failure


@pytest.mark.parametrize(
    ("statement", "quotes", "context"),
    [
        ("It is used for HER2-positive cancer.", "It is used for HER2-positive cancer.", ""),
        ("It is used for HER2-positive cancer.", "It is used for cancer that is HER2 positive.", ""),
        ("A negative ISH result is final.", "The result is final when ISH is negative.", ""),
        ("HER2-positive cancer has too much HER2.", "Some cancers make too much HER2.", ""),
        ("RAS-mutant tumors do not respond.", "Tumors with a RAS mutation do not respond.", ""),
        ("Rhesus-negative women need it.", "Women need it.", "For rhesus-negative women"),
        ("The drug is used.", "The drug is used for HER2-low cancer.", ""),
        ("A false-positive result is rare.", "Such a result is rare.", ""),
    ],
)
def test_a_status_that_the_quotes_bear_out_passes(statement: str, quotes: str, context: str) -> None:
    assert marker_failure(statement, quotes, context) is None


@pytest.mark.parametrize(
    ("statement", "quotes", "context", "why"),
    [
        ("For HER2-negative cancer.", "For HER2-positive cancer.", "", "her2 negative, the quotes her2 positive"),
        ("For HER2-negative cancer.", "For HER2-positive cancer.", "HER2-negative cancer", "the quotes her2 positive"),
        ("For HER2-positive cancer.", "For HER2-low; results stay positive.", "", "the quotes her2 low"),
        ("RAS wild-type tumors.", "RAS-mutant tumors.", "", "ras wild-type, the quotes ras mutant"),
        ("A positive ISH result.", "A negative ISH result.", "", "the quotes ish negative"),
        ("MMR-proficient tumors.", "MMR-deficient tumors.", "", "mmr proficient"),
        ("Troponin-negative people go home.", "People go home.", "", "do not say that troponin is negative"),
    ],
)
def test_another_status_fails_with_both(statement: str, quotes: str, context: str, why: str) -> None:
    assert why in str(marker_failure(statement, quotes, context))
