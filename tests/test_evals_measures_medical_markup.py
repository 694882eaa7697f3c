import pytest

from evals.measures.medical.markup import accessible_markup
from evals.measures.medical.shown import Shown, shown
from tests.test_evals_example import PLAGUE, make_answer, make_record, make_refusal

SOUND = (
    '<!DOCTYPE html><html lang="en"><head><title>On rest</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    '<body><main id="main"><h1>On rest</h1><h2 id="why">Why</h2><p><a href="#why">Why</a></p>'
    '<table><tr><th scope="col">Dose</th></tr><tr><td>2</td></tr></table>'
    '<label for="q">Search</label><input id="q"><img src="a" alt=""></main></body></html>'
)


def page_of(html: str) -> Shown:
    return Shown(html=html, markdown="", json_text="{}", jsonld="{}")


@pytest.mark.parametrize("record", [make_record(), make_record(PLAGUE, make_refusal())], ids=["answer", "refusal"])
def test_page_as_it_is_made_passes(record: object) -> None:
    measured = accessible_markup(shown(record))  # type: ignore[arg-type]
    assert (measured.value, measured.failures) == (1, ())


def test_sound_markup_passes_and_a_page_that_cannot_be_shown_is_unmeasured() -> None:
    assert accessible_markup(page_of(SOUND)).failures == ()
    uncited = make_record(answer=make_answer([("Uncited.", ())]))
    assert accessible_markup(shown(uncited)).value is None


def test_demands_are_counted_one_by_one() -> None:
    # language, title, main, one h1, zoom, order, ids; words of h1, h2, link, th; where the link leads; label, field, alt, table
    measured = accessible_markup(page_of(SOUND.replace(' lang="en"', "")))
    assert measured.value == pytest.approx(15 / 16)


@pytest.mark.parametrize(
    ("old", "new", "failure"),
    [
        ("<title>On rest</title>", "", "2.4.2: the page has no title"),
        ('<main id="main">', "<div>", "2.4.1: 0 main landmarks, not one"),
        ("<h1>On rest</h1>", "", "1.3.1: 0 headings of level 1, not one"),
        ('<h2 id="why">Why</h2>', '<h4 id="why">Why</h4>', "1.3.1: a heading of level 4 follows one of level 1"),
        ("initial-scale=1", "maximum-scale=1.0", "1.4.4: it forbids to zoom: width=device-width, maximum-scale=1.0"),
        ('<input id="q">', '<input id="why">', "4.1.2: the id 'why' stands there 2 times"),
        (">Why</a>", "> </a>", "2.4.4: <a> without words"),
        ('href="#why"', 'href="#who"', "2.4.4: a link to #who, which is not on the page"),
        (' alt=""', "", "1.1.1: an image without alt"),
        ('<label for="q">Search</label>', "", "4.1.2: <input> without a label"),
        ('<th scope="col">Dose</th>', "<td>Dose</td>", "1.3.1: a table has no header cell"),
        ("<p>", '<p aria-labelledby="nobody">', "4.1.2: aria-labelledby names 'nobody', which is not on the page"),
    ],
)
def test_what_is_missing_is_named_with_its_criterion(old: str, new: str, failure: str) -> None:
    assert old in SOUND
    assert failure in accessible_markup(page_of(SOUND.replace(old, new))).failures


def test_zoom_to_ten_times_is_no_limit_and_an_image_names_its_link() -> None:
    html = SOUND.replace("initial-scale=1", "maximum-scale=10").replace(">Why</a>", '><img src="b" alt="Why"></a>')
    assert accessible_markup(page_of(html)).failures == ()
