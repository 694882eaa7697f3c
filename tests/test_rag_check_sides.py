"""A number stands behind the same small word as in the quotes: within or after, every or for, by or to."""

import pytest

from rag.check.sides import side_failure, spans_joined


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("It heals after 3 weeks.", "It heals within 3 weeks.", "after 3 weeks, the quotes within 3 weeks"),
        ("It heals within 3 weeks.", "It heals after 3 weeks.", "within 3 weeks, the quotes after 3 weeks"),
        ("It is given for 3 weeks.", "It is given every 3 weeks.", "for 3 weeks, the quotes every 3 weeks"),
        ("It is given every 6 months.", "It is given for 6 months.", "every 6 months, the quotes for 6 months"),
        ("The risk rose by 60%.", "The risk rose from 40% to 60%.", "by 60%, the quotes to 60%"),
        ("The risk fell to 20 percent.", "The risk fell by about 20%.", "to 20%, the quotes by 20%"),
    ],
)
def test_the_other_side_fails(statement: str, quote: str, why: str) -> None:
    assert why in str(side_failure(statement, [quote]))


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("It heals within the first 3 weeks.", "It heals within 3 weeks."),
        ("It is checked after 3 weeks.", "It is given within 3 weeks and checked 3 weeks later."),
        ("It is given for 3 weeks.", "It is given for 3 weeks, every 3 weeks."),
        ("The risk rose to 60%.", "The risk rose by 20% to 60%."),
        ("It takes 3 weeks.", "It is done within 3 weeks."),
        ("It is given for 5 days.", "It is given every 3 weeks for 5 days."),
    ],
)
def test_the_same_side_passes(statement: str, quote: str) -> None:
    assert side_failure(statement, [quote]) is None


def test_a_range_names_its_unit_once() -> None:
    assert spans_joined("from 40% to 60%, 5 mg - 10 mg") == "from 40 to 60%, 5 - 10 mg"
    assert spans_joined("40% to 60 mg") == "40% to 60 mg"
