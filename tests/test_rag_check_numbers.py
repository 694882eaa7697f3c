"""Numbers of a statement against those of its quotes: value, range, unit and direction, each case worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check.numbers import Quantity, broken_range, number_failure, quantities


def quantity(value: str, unit: str = "", direction: str = "", *, upper: str = "") -> Quantity:
    return Quantity(value=value, upper=upper, unit=unit, direction=direction)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no number at all", []),
        ("10", [quantity("10")]),
        ("1,000 adults", [quantity("1000")]),
        ("10,000.50 mg", [quantity("10000.5", "mg")]),
        ("2.0 and 2", [quantity("2"), quantity("2")]),
        ("The ratio is 2.0.", [quantity("2")]),
        ("100 and 1000", [quantity("100"), quantity("1000")]),
        ("10%", [quantity("10", "%")]),
        ("10 %", [quantity("10", "%")]),
        ("10 percent, 10 per cent", [quantity("10", "%"), quantity("10", "%")]),
        ("5 mg", [quantity("5", "mg")]),
        ("5mg", [quantity("5", "mg")]),
        ("5 mg/m2 or 5 mg/m²", [quantity("5", "mg/m2"), quantity("5", "mg/m2")]),
        ("5 mg/kg", [quantity("5", "mg/kg")]),
        ("7 mcg", [quantity("7", "mcg")]),
        ("7 cm", [quantity("7", "cm")]),
        ("7 m", [quantity("7", "m")]),
        ("7 months", [quantity("7", "month")]),
        ("1 year or 2 years", [quantity("1", "year"), quantity("2", "year")]),
        ("three weeks", [quantity("3", "week")]),
        ("Twelve cycles", [quantity("12", "cycle")]),
        ("one of the doctors", []),  # "one" is mostly no count
        ("HER2, PD-L1 and T4", []),  # a digit inside a name is no number
        ("a score of 3+", [quantity("3")]),
        ("5-10 mg", [quantity("5", "mg", upper="10")]),
        ("5 to 10 mg", [quantity("5", "mg", upper="10")]),
        ("5 – 10 mg", [quantity("5", "mg", upper="10")]),
        ("two to four of 100", [quantity("2", upper="4"), quantity("100")]),
        ("less than 5%", [quantity("5", "%", "<")]),
        ("< 5 %, ≤ 5 %", [quantity("5", "%", "<"), quantity("5", "%", "<=")]),
        ("up to 7 cm", [quantity("7", "cm", "<=")]),
        ("within 1 hour", [quantity("1", "hour", "<=")]),
        ("no more than 3 doses", [quantity("3", "dose", "<=")]),
        ("more than 10%", [quantity("10", "%", ">")]),
        ("> 10 %", [quantity("10", "%", ">")]),
        ("at least 3 months", [quantity("3", "month", ">=")]),
        ("no less than three months", [quantity("3", "month", ">=")]),
        ("over 65 years", [quantity("65", "year", ">")]),
    ],
)
def test_quantities_are_read_as_people_mean_them(text: str, expected: list[Quantity]) -> None:
    assert list(quantities(text)) == expected


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("No number here.", "Nor here."),
        ("It is given for one year.", "It is given for a year."),
        ("Wait 48 hours.", "Wait two days."),
        ("It clears within a week.", "It clears in 7 days."),
        ("Check it once a year.", "Check it every year."),
        ("Out of every 100 tumors, about 15 to 20 grow.", "About 15 to 20 of every 100 tumors grow."),
        ("Three tests help: a scan, a biopsy and a blood count.", "A scan, a biopsy and a blood count help."),
        ("The two common signs are cough and fever.", "Cough and fever are the common signs."),
        ("Fix it for at least 6 hours.", "Fix it for 6 to 72 hours."),
        ("There are 6 signals per cell.", "There are 6 signals per cell."),
        ("It lasts 3 months.", "It lasts three months."),
        ("In 1,000 adults.", "Among 1000 adults."),
        ("About 10% of tumors.", "About 10 percent of tumors."),
        ("The dose is 5 mg/m2.", "The dose is 5 mg/m²."),
        ("It takes 5 to 10 days.", "It takes 5–10 days."),
        ("More than 10% of cells.", "Staining in > 10 % of cells."),
        ("Less than one year, so 12 months.", "12 months is less than one year."),
        ("Grade 2.0", "grade 2"),
        ("Stage 2 and stage 3.", "stage 3, then stage 2"),
        ("Stage 3 is advanced.", "Stage III is advanced."),  # stages are names: terms.py compares them
        ("About 75% of cases.", "About three out of four cases."),
        ("About 20% stop.", "About one in five people stop."),
        ("One in four.", "A quarter of them, which is 25%."),
        ("Half of them.", "50% of them."),
        ("40 mg once daily.", "40 mg once a day."),
        ("40 mg a day.", "40 mg once a day."),
        ("Twice a week.", "Two times per week."),
        ("Between 6 and 72 hours.", "6 to 72 hours."),
        ("No later than one hour.", "One hour or less."),
        ("Adults aged 65 or older.", "Adults of at least 65 years."),
        ("The years 1998-99.", "The years 1998-99."),
        ("They won 5-4.", "They won 5-4."),
    ],
)
def test_numbers_that_stand_in_the_quote_pass(statement: str, quote: str) -> None:
    assert number_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "said"),
    [
        ("About 15% respond.", "About 10% respond.", "the number 15 % does not stand"),
        ("It is given for a month.", "It is given for a year.", "1 month"),
        ("Three tests help: a scan and a biopsy.", "A scan and a biopsy help.", "the number 3"),
        ("There are 6 signals per section.", "There are 6 signals per cell.", "counts per section"),
        ("It is no larger than 7 cm.", "It is larger than 7 cm.", "at most 7 cm"),
        ("Fix it for at least 72 hours.", "Fix it for 6 to 72 hours.", "72 hour"),
        ("Check it once a year.", "Check it twice a year.", "once"),
        ("About 15% respond.", "Some respond.", "the number 15 % does not stand"),
        ("In 100 adults.", "In 1,000 adults.", "the number 100 does not stand"),
        ("The dose is 50 mg.", "The dose is 5.0 mg.", "the number 50 mg does not stand"),
        ("The dose is 5 g.", "The dose is 5 mg.", "says 5 g, the quotes say 5 mg"),
        ("The dose is 5 mg.", "The dose is 5 mg/kg.", "says 5 mg, the quotes say 5 mg/kg"),
        ("It takes 3 weeks.", "It takes 3 months.", "says 3 weeks, the quotes say 3 months"),
        ("About 5 respond.", "About 5% respond.", "says 5, the quotes say 5 %"),
        ("Less than 10% of cells.", "More than 10% of cells.", "says less than 10 %, the quotes say more than 10 %"),
        ("10% of cells.", "More than 10% of cells.", "says 10 %, the quotes say more than 10 %"),
        ("More than 10% of cells.", "10% of cells.", "says more than 10 %, the quotes say 10 %"),
        ("It takes 5 days.", "It takes 5 to 10 days.", "the number 5 days does not stand"),
        ("It takes 10 days.", "It takes 5 to 10 days.", "the number 10 days does not stand"),
        ("It takes 5 to 10 days.", "It takes 5 to 12 days.", "the number 5-10 days does not stand"),
        ("It takes 5 to 10 days.", "5 of them take 10 days.", "the number 5-10 days does not stand"),
        ("Two doses.", "Three doses.", "the number 2 doses does not stand"),
        ("HER2 score of 2.", "HER2 test.", "the number 2 does not stand"),
        ("40 mg twice a day.", "40 mg once a day.", "the number twice a day does not stand"),
        ("40 mg once a week.", "40 mg once a day.", "says once a week, the quotes say once a day"),
        ("10 days a year.", "10 days a month.", "says 10 days a year, the quotes say 10 days a month"),
        ("5 mg a day.", "5 mg.", "says 5 mg a day, the quotes say 5 mg"),
        ("About 40% stop.", "About one in five people stop.", "the number 40 % does not stand"),
        ("Two thirds of them.", "66% of them.", "the number 66.666667 % does not stand"),
        ("Between 6 and 48 hours.", "6 to 72 hours.", "the number 6-48 hours does not stand"),
        ("Adults under 65.", "Adults over 65.", "says less than 65, the quotes say more than 65"),
        ("At least 4 weeks.", "Within 4 weeks.", "says at least 4 weeks, the quotes say at most 4 weeks"),
        ("140/90 mmHg.", "120/80 mmHg.", "the number 140 does not stand"),
        ("500,000-2,000 cells.", "500,000-2,000 cells.", "the range 500,000-2,000 ends below its beginning"),
        ("10-5 mg.", "10-5 mg.", "the range 10-5 ends below its beginning"),
    ],
)
def test_numbers_that_differ_in_value_range_unit_or_direction_fail(statement: str, quote: str, said: str) -> None:
    failure = number_failure(statement, [quote])
    assert failure is not None
    assert said in failure


def test_any_of_several_quotes_may_hold_the_number() -> None:
    assert number_failure("3 months and 5 mg.", ["3 months", "5 mg"]) is None
    assert number_failure("3 months.", []) == "the number 3 months does not stand in the quotes"


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("Take 5 mg.", "Take .5 mg.", "a decimal without leading zero keeps its point"),
        ("3 or more lesions.", "3 or fewer lesions.", "a direction may follow the number"),
        ("5 years or less.", "5 years or more.", "a direction may follow the number"),
        ("At least 10% of cells.", "More than 10% of cells.", "a strict bound is not an inclusive one"),
        ("Fasting glucose of 100 mg.", "Fasting glucose of 100 mg/dL.", "a unit is read whole"),
        ("About 2 people.", "About 2 million people.", "thousand, million and billion are part of the number"),
        ("Keep at 5 °C.", "Keep at -5 °C.", "a minus sign is part of the number"),
        ("Twenty doses.", "Thirty doses.", "number words above twelve are numbers"),
    ],
    ids=["decimal", "or more", "or less", "inclusive", "mg/dL", "million", "minus", "twenty"],
)
def test_numbers_that_mean_something_else_fail(statement: str, quote: str, reason: str) -> None:
    assert number_failure(statement, [quote]) is not None, reason


@pytest.mark.parametrize(
    ("statement", "quote", "reason"),
    [
        ("A 7 day course.", "A course of 7 days.", "singular and plural are one unit"),
        ("Take 7 mcg.", "Take 7 µg.", "both micro signs are one"),
        ("Survival after 5 years.", "The 5-year survival.", "a hyphen may stand before the unit"),
        ("Less than 10% of cells.", "Less\nthan 10% of cells.", "a line break is white space"),
    ],
    ids=["day", "micro", "5-year", "line break"],
)
def test_numbers_written_otherwise_pass(statement: str, quote: str, reason: str) -> None:
    assert number_failure(statement, [quote]) is None, reason


TEXTS = st.lists(
    st.sampled_from(
        ["more than", "up to", "5", "10", "1,000", "2.5", "to", "-", "%", "mg", "years", "HER2", "and", ","]
    )
).map(" ".join)


@settings(deadline=None)
@given(st.one_of(TEXTS, st.text()))
def test_a_text_supports_its_own_numbers_unless_a_range_is_broken(text: str) -> None:
    assert number_failure(text, [text]) == broken_range(text)
    assert number_failure(text, ["something else", text]) == broken_range(text)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_thousands_marks_change_no_value(number: int) -> None:
    assert quantities(f"{number:,}") == quantities(str(number)) == (quantity(str(number)),)


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=999), st.integers(min_value=0, max_value=999))
def test_only_equal_numbers_support_each_other(one: int, other: int) -> None:
    assert (number_failure(f"{one} mg", [f"{other} mg"]) is None) is (one == other)


def test_the_edition_of_the_source_may_be_named_but_no_other() -> None:
    said, quotes = "In the 2007 edition, it takes 6 hours.", ["It takes 6 hours."]
    assert number_failure(said, quotes, "Guide\nedition 2007") is None
    assert "2007" in str(number_failure(said, quotes, "Guide\nedition 2023"))


def test_one_counts_at_the_start_of_a_range() -> None:
    assert (
        number_failure("An examination is due every 1 to 2 years.", ["The eyes are examined every one to two years."])
        is None
    )
    assert number_failure(
        "An examination is due every 1 to 3 years.", ["The eyes are examined every one to two years."]
    )


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The lump is 2 millimeters or smaller.", "The lump is 2 centimeters or smaller."),
        ("It is more than 4 centimeters thick.", "It is more than 4 millimeters thick."),
        ("It holds 5 grams of salt.", "It holds 5 milligrams of salt."),
        ("It goes away after the first 3 weeks.", "It goes away within the first 3 weeks."),
        ("It comes back within 5 years.", "It comes back after 5 years."),
    ],
)
def test_lengths_weights_and_the_side_of_a_span_are_told_apart(statement: str, quote: str) -> None:
    assert number_failure(statement, [quote]) is not None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("The lump is 2 cm or smaller.", "The lump is 2 centimeters or smaller."),
        ("The lump is not over 1 mm thick.", "The lump is not more than 1 millimeter thick."),
        ("The lump is 20 mm wide.", "The lump is 2 centimetres wide."),
        ("It comes back after 5 years.", "It comes back 5 years after surgery, rarely within 5 years."),
    ],
)
def test_a_length_in_another_unit_is_the_same(statement: str, quote: str) -> None:
    assert number_failure(statement, [quote]) is None


@pytest.mark.parametrize(
    ("statement", "quote", "is_same"),
    [
        ("Heat it to 350°F (175°C).", "Heat it to 350 degrees F (175 degrees C).", True),
        ("Hold it at 45 degrees.", "Hold it at an angle of about 45 deg, please.", True),
        ("A fever of 38 °C counts.", "A fever of 38 degrees Celsius counts.", True),
        ("A fever of 38 °F counts.", "A fever of 38 degrees Celsius counts.", False),
        ("Boxes 1, 2, 3, and 5 count.", "Boxes 1,2,3, and 5 count.", True),
        ("Boxes 1, 2, 4, and 5 count.", "Boxes 1,2,3, and 5 count.", False),
        ("There are 1,250 beds.", "There are 1250 beds.", True),
    ],
)
def test_degrees_and_lists_of_numbers_are_read_however_they_are_written(
    statement: str, quote: str, is_same: bool
) -> None:
    assert (number_failure(statement, [quote]) is None) == is_same
