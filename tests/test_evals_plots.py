from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.plots import Bar, Point, bars, bins_of, histogram, interval_bar, quantile, scatter, steps

HOSTILE = "<script>alert('\"')</script>&"
SHARES = st.floats(min_value=0, max_value=1, allow_nan=False)


def drawn(svg: str) -> ElementTree.Element:
    """The drawing, read as XML: what is not well formed fails here."""
    root = ElementTree.fromstring(svg)
    assert {element.tag for element in root.iter()} <= {"svg", "path", "rect", "circle", "text"}
    assert not any(name == "style" or name.startswith("on") for element in root.iter() for name in element.attrib)
    return root


@given(st.lists(SHARES, min_size=1))
def test_bins_hold_every_value_once(values: list[float]) -> None:
    found = bins_of(values, 0.0, 1.0)
    assert sum(one.count for one in found) == len(values)
    assert len(found) == 10
    assert (found[0].low, round(found[-1].high, 9)) == (0.0, 1.0)


def test_the_last_bin_holds_its_upper_end() -> None:
    assert [one.count for one in bins_of([0.0, 0.05, 0.1, 1.0], 0.0, 1.0)] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]


def test_equal_values_are_one_bin() -> None:
    assert [one.count for one in bins_of([3.0, 3.0], 3.0, 3.0)] == [2]
    assert len(drawn(histogram(bins_of([0.0], 0.0, 0.0), "all", "0", "0", [(0.0, "p50")])).findall("rect")) == 1


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([4.0], 0.95, 4.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 2.5), ([1.0, 2.0, 3.0], 0.5, 2.0), ([0.0, 10.0], 0.95, 9.5)],
)
def test_quantiles_lie_between_their_neighbours(values: list[float], share: float, expected: float) -> None:
    assert quantile(list(reversed(values)), share) == pytest.approx(expected)


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="at least one"):
        quantile([], 0.5)


def test_a_histogram_draws_a_column_for_each_bin_that_holds_something() -> None:
    root = drawn(histogram(bins_of([0.05, 0.05, 0.95], 0.0, 1.0), HOSTILE, "0", HOSTILE, [(0.5, HOSTILE)]))
    tall = [float(rect.attrib["height"]) for rect in root.findall("rect")]
    assert len(tall) == 2
    assert tall[0] == pytest.approx(2 * tall[1], abs=0.11)
    assert root.attrib["aria-label"] == HOSTILE
    assert [text.text for text in root.findall("text")].count(HOSTILE) == 2


@given(SHARES, SHARES, SHARES)
def test_a_point_stands_within_the_field_at_its_share(x: float, low: float, high: float) -> None:
    low, high = sorted((low, high))
    root = drawn(scatter([Point(x, (low + high) / 2, low, high, 7)], "c", "across", "up"))
    (dot,) = root.findall("circle")
    assert 34 <= float(dot.attrib["cx"]) <= 308
    assert 10 <= float(dot.attrib["cy"]) <= 126


def test_higher_shares_stand_higher_and_further_right() -> None:
    root = drawn(scatter([Point(0.1, 0.2, 0, 1, 1), Point(0.9, 0.8, 0, 1, 1)], "c", "across", "up"))
    first, second = root.findall("circle")
    assert float(first.attrib["cx"]) < float(second.attrib["cx"])
    assert float(first.attrib["cy"]) > float(second.attrib["cy"])


def test_each_line_of_steps_is_named_and_told_apart() -> None:
    root = drawn(steps([[(0, 1), (1, 0)], [(0, 0), (1, 1)]], ["answers", HOSTILE], "trade-off", "threshold"))
    lines = [path.attrib["class"] for path in root.findall("path") if "line" in path.attrib["class"]]
    assert lines == ["line line-0", "line line-1"]
    assert {"answers", HOSTILE} <= {text.text for text in root.findall("text")}


def test_bars_name_every_row_with_its_count_and_cut_long_names() -> None:
    root = drawn(bars([Bar(HOSTILE * 2, 0.5, 0.2, 0.8, 12), Bar("short", 1.0, 0.5, 1.0, 3)], "tags"))
    words = [text.text or "" for text in root.findall("text")]
    assert {"12", "3", "short"} <= set(words)
    assert max(map(len, words)) == 22


def test_an_interval_bar_is_for_eyes_alone_since_the_cell_says_the_numbers() -> None:
    root = drawn(interval_bar(0.5, 0.25, 1.0))
    assert root.attrib["aria-hidden"] == "true"
    (dot,) = root.findall("circle")
    assert float(dot.attrib["cx"]) == 60
    assert "M32.0 8H116.0" in {path.attrib["d"] for path in root.findall("path")}
