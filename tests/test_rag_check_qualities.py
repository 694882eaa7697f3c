"""Extent, course, order, time: words that exclude each other must be borne out."""

import pytest

from rag.check.qualities import quality_failure


@pytest.mark.parametrize(
    ("statement", "quote", "context"),
    [
        ("For metastatic lumaria.", "For lumaria that has spread.", ""),
        ("For metastatic lumaria.", "For lumaria.", "Metastatic lumaria"),
        ("It is given after surgery.", "It is given once surgery is done.", ""),
        ("B comes after A.", "A comes before B.", ""),
        ("It is the first treatment.", "Treatment begins with it.", ""),
        ("It is taken daily.", "It is taken once a day.", ""),
        ("It increases the risk.", "It makes the risk higher.", ""),
        ("It is given before and during surgery.", "It is given before and during surgery.", ""),
    ],
)
def test_what_quotes_or_headings_bear_out_passes(statement: str, quote: str, context: str) -> None:
    assert quality_failure(statement, [quote], context) is None


@pytest.mark.parametrize(
    ("statement", "quote", "context", "why"),
    [
        ("For metastatic lumaria.", "For lumaria.", "", "metastat"),
        ("For metastatic lumaria.", "For early lumaria.", "Metastatic lumaria", "the quotes 'early'"),
        ("For early lumaria.", "For advanced lumaria.", "", "the quotes 'advanced'"),
        ("For newly diagnosed lumaria.", "For relapsed lumaria.", "", "the quotes 'relapsed'"),
        ("It is given after surgery.", "It is given during surgery, when needed.", "", "the quotes 'during'"),
        ("It is given as the first treatment.", "It is given after earlier treatment.", "", "first"),
        ("It lowers the risk.", "It changes the risk.", "", "lower"),
        ("It lasts for weeks.", "It lasts for days.", "", "week"),
        ("At most some is kept.", "At least some is kept.", "", "at most"),
    ],
)
def test_what_they_do_not_bear_out_is_named(statement: str, quote: str, context: str, why: str) -> None:
    assert why in str(quality_failure(statement, [quote], context))


def test_no_less_than_is_read_as_a_number_s_bound() -> None:
    assert quality_failure("It lasts no less than 30 years.", ["It lasts for at least 30 years."]) is None
