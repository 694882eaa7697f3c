"""Of sentences and a claim: which say the same, which the contrary; in doubt neither."""

import pytest

from rag.bearing import Bearing, bearing

OTHERS = (
    "The spleen lies beside the stomach.",
    "A dietitian can help when eating is hard.",
    "Blood counts are checked before each cycle.",
)


def only(claim: str, sentence: str, given: str = "") -> Bearing | None:
    found = [one for one in bearing(claim, (*OTHERS, sentence), given) if one.index == len(OTHERS)]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Antioxidants are advised during chemotherapy", "Antioxidants are not advised during chemotherapy."),
        ("Antioxidants are never given during radiation", "Antioxidants are given during radiation."),
        ("There is a blood test for glioma", "There is no blood test for glioma."),
        ("Quitting smoking raises the risk of stroke", "Quitting smoking lowers the risk of stroke."),
        (
            "Quitting smoking does not lower the risk of stroke",
            "Quitting smoking lowers the risk of stroke at any age.",
        ),
        ("Slow lymphomas often spread", "Slow lymphomas seldom spread, although they can come back."),
        ("Fever during chemotherapy is harmless", "Fever during chemotherapy is an emergency."),
        ("Warts occur only in swimmers", "Warts also occur in people who never go swimming, and in other swimmers."),
        ("All warts must be frozen", "Some warts are frozen."),
        ("A raw diet prevents infection", "A raw diet has not been shown to prevent infection."),
        ("Carrot diet cures glioma", "No diet has been shown to cure glioma."),
        ("Stage IV glioma is untreatable", "Stage IV glioma can still be treated with success."),
        ("The score uses tumor size", "The score uses blood results instead of tumor size."),
    ],
)
def test_a_sentence_that_says_otherwise_is_contrary(claim: str, sentence: str) -> None:
    found = only(claim, sentence)
    assert found is not None
    assert found.contradicts
    assert not found.supports


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            "Antioxidants are not advised during chemotherapy",
            "High doses of antioxidants are not advised during chemotherapy.",
        ),
        ("Quitting smoking lowers the risk of stroke", "Quitting smoking lowers the risk of stroke at any age."),
        ("Slow lymphomas seldom spread", "Slow lymphomas in the skin seldom spread, although they can come back."),
        (
            "Placebos are rarely used alone in trials",
            "Placebos are rarely used alone in trials when a treatment is known.",
        ),
        ("The cause of glioma is unknown", "The cause of glioma is not known in most people."),
        (
            "Glioma that cannot be removed is treated with radiation",
            "Glioma that cannot be removed is often treated with radiation.",
        ),
    ],
)
def test_a_sentence_that_says_the_same_supports(claim: str, sentence: str) -> None:
    found = only(claim, sentence)
    assert found is not None
    assert found.supports
    assert not found.contradicts


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("HER2-negative glioma is treated with drugs", "HER2-positive glioma is not treated with drugs."),
        ("Glioma without a mutation is treated with a pill", "Glioma with a mutation is treated with a pill."),
        ("Most gliomas are found at stage I", "Most gliomas are found at stage III or IV."),
        ("Early glioma is treated with surgery", "Metastatic glioma is not treated with surgery."),
        ("Glioma is treated with surgery", "Warts are not treated with surgery."),
        ("Every glioma is treated with surgery", "Glioma is treated with surgery."),
        ("Small clinics have fewer trials than large centers", "Large centers have more trials than small clinics."),
    ],
)
def test_in_doubt_a_sentence_counts_as_neither(claim: str, sentence: str) -> None:
    found = only(claim, sentence)
    assert found is None or not (found.contradicts or found.supports)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        (
            "Treatment of glioma is guided by grade",
            "If the grade is not known, treatment of glioma is guided by the grade of a sample.",
        ),
        ("Glioma is treated with radiation", "Glioma that cannot be removed is treated with radiation."),
        ("Warts occur in swimmers", "Warts occur in swimmers who do not wear shoes."),
        ("Warts are frozen", "When a cream is not wanted, warts are frozen."),
    ],
)
def test_what_only_a_condition_denies_is_not_contrary(claim: str, sentence: str) -> None:
    found = only(claim, sentence)
    assert found is not None
    assert not found.contradicts


def test_no_sentence_is_contrary_where_another_supports_the_claim_as_closely() -> None:
    sentences = ("Warts are frozen in the clinic.", "Warts are not frozen in the clinic.")
    assert [
        (one.index, one.contradicts, one.supports) for one in bearing("Warts are frozen in the clinic", sentences)
    ] == [
        (0, False, True),
        (1, False, False),
    ]


def test_contrary_sentences_come_first_then_the_closest() -> None:
    sentences = ("Warts are on the hand.", "Warts of the foot hurt.", "Warts of the foot are not frozen.", *OTHERS)
    assert bearing("Warts of the foot are frozen", sentences)[0].index == 2


def test_a_word_of_the_topic_weighs_little() -> None:
    sentence = "Routine screening is not advised from age 70 on."
    claim = "Routine screening is advised for prostate cancer"
    apart, given = only(claim, sentence), only(claim, sentence, "prostate cancer")
    assert apart is not None
    assert given is not None
    assert given.shared > apart.shared
    assert given.contradicts


@pytest.mark.parametrize(("claim", "among"), [("", ["Warts hurt."]), ("Warts hurt", []), ("Warts hurt", ["", "🙂"])])
def test_nothing_bears_on_nothing(claim: str, among: list[str]) -> None:
    assert bearing(claim, among) == []
