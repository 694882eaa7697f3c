"""In which language a text is written, where it is not English."""

import pytest

from rag.check.languages import foreign_language

FOREIGN = [
    ("Spanish", "El tratamiento se administra cada tres semanas."),
    ("Spanish", "Las personas mayores deben recibir una dosis anual."),
    ("Spanish", "Los niños menores pueden necesitar menos medicamento."),
    ("French", "Le traitement est administré toutes les trois semaines."),
    ("French", "Il peut provoquer une fatigue et une éruption."),
    ("French", "Les enfants reçoivent la moitié de cette dose."),
    ("German", "Das Medikament wird alle drei Wochen gegeben."),
    ("German", "Es kann Müdigkeit und einen Ausschlag verursachen."),
    ("German", "Kinder unter zwölf Jahren erhalten die Hälfte."),
    ("Italian", "Il farmaco viene somministrato ogni tre settimane."),
    ("Portuguese", "O medicamento não deve ser usado na gravidez."),
    ("Dutch", "Het middel wordt om de drie weken gegeven."),
    ("Polish", "Lek nie może być stosowany w ciąży."),
    ("Turkish", "Bu ilaç her gün bir kez alınır."),
    ("another script", "Это лекарство принимают один раз в день."),
]
ENGLISH = [
    "Lumavine is given every 3 weeks for one year.",
    "Take 40 mg daily.",
    "Fièvre means fever, and café is French.",
    "Common side effects: nausea, rash, tiredness, fever.",
    "The museum in Los Angeles shows a la carte menus of El Greco's day.",
    "De Quervain disease affects the tendons on the thumb side of the wrist.",
    "Non-Hodgkin lymphoma, breast cancer, colon cancer.",
    "Die casting was used on an old German car.",
    "",
]


@pytest.mark.parametrize(("language", "text"), FOREIGN, ids=[text for _, text in FOREIGN])
def test_a_sentence_of_six_words_tells_its_language(language: str, text: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_no_foreign_language_whatever_names_stand_in_it(text: str) -> None:
    assert foreign_language(text) is None


def test_a_text_of_both_is_in_the_language_of_most_of_it() -> None:
    german = "Das Medikament wird alle drei Wochen gegeben. "
    assert foreign_language(german * 3 + "It may cause tiredness.") == "German"
    assert (
        foreign_language(german + "It may cause tiredness, and it is not to be given when you are pregnant. " * 2)
        is None
    )
