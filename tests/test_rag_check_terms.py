"""Names of a statement: terms, stages, groups of people and other names must stand in its evidence."""

import pytest

from rag.check.evidence import Evidence
from rag.check.terms import term_failure
from rag.settings import Settings
from rag.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary(Settings().corpus_dir)


def failure(statement: str, quote: str, context: str = "", question: str = "") -> str | None:
    return term_failure(statement, Evidence(quotes=(quote,), context=context, question=question), VOCABULARY)


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("Kidney cancer has four stages.", "Renal cell carcinoma has four stages."),
        ("A lung cancer.", "A non-small cell lung cancer."),
        ("Radiation therapy is used.", "Radiation is used."),
        ("An ultrasound of the heart was made.", "Echocardiography and a sonogram were made."),
        ("Stage 3 is advanced.", "Stage III is advanced."),
        ("Stage II is early.", "Stages I to III are early."),
        ("Stage IIIA is advanced.", "Stage III is advanced."),
        ("Stage I means a small tumor.", "| I | Small tumor |"),
        ("Stages II and III are larger.", "Stage | Meaning\nII and III | Larger tumor"),
        ("There are stages I to IV.", "Stages go from I to IV."),
        ("A rate below 30 mL/min/1.73 m2 is low.", "A rate under 30 mL/min/1.73 m2 is low."),
        ("Older people need less.", "People aged 65 and over need less."),
        ("Adults in the US are screened.", "In the United States, adults are screened."),
        ("Children get it.", "Pediatric patients get it."),
        ("Women before menopause.", "Premenopausal women."),
        ("Control it in the beginning.", "It is kept down at the start."),
        ("Her2 matters.", "HER2 matters."),
    ],
)
def test_an_honest_statement_passes(statement: str, quote: str) -> None:
    assert failure(statement, quote) is None


@pytest.mark.parametrize(
    ("statement", "quote", "why"),
    [
        ("Stomach cancer spreads.", "Kidney cancer spreads.", "the cancer 'gastric cancer' is not named"),
        ("Patients get pembrolizumab.", "Patients get trastuzumab.", "the drug 'pembrolizumab' is not named"),
        ("KRAS is tested.", "EGFR is tested.", "the biomarker 'KRAS' is not named"),
        ("A PET scan is done.", "A CT scan is done.", "the test 'PET scan' is not named"),
        ("Stage IV spreads.", "Stage III spreads.", "stage 4 is not named"),
        ("Stage 3 spreads.", "Stages I and II spread.", "stage 3 is not named"),
        ("Grade 2 is mild.", "It is mild.", "grade 2 is not named"),
        ("A second-line drug.", "A first-line drug.", "second line is not named"),
        ("Children are treated.", "Adults are treated.", "do not speak of children"),
        ("Women after menopause.", "Women before menopause.", "do not speak of after menopause"),
        ("Pregnant women use it.", "Women use it.", "do not speak of pregnancy"),
        ("It is treated with zelotamab.", "It is treated.", "'zelotamab' is not named"),
        ("The supplement Zanther helps.", "A supplement helps.", "'Zanther' is not named"),
        ("It is treated with ZX-401.", "It is treated.", "'ZX-401' is not named"),
    ],
)
def test_a_statement_that_says_otherwise_fails_with_the_reason(statement: str, quote: str, why: str) -> None:
    assert why in str(failure(statement, quote))


def test_titles_headings_and_the_question_may_name_what_the_quote_does_not() -> None:
    said = "Kidney cancer is treated with Zanther."
    assert failure(said, "It is treated.", "Kidney cancer guide") is not None
    assert failure(said, "It is treated.", "Kidney cancer guide", "Does Zanther help?") is None
    assert failure(said, "It is treated.", "", "Is kidney cancer treated with Zanther?") is not None


def test_without_a_vocabulary_other_names_are_still_told() -> None:
    assert term_failure("It needs Zanther.", Evidence(quotes=("It needs care.",))) is not None
    assert term_failure("It needs Zanther.", Evidence(quotes=("It needs Zanther.",))) is None


@pytest.mark.parametrize(
    ("statement", "quote", "context", "why"),
    [
        ("Trastuzumab harms the lungs.", "Trastuzumab deruxtecan harms the lungs.", "", "'trastuzumab' is not named"),
        ("MGUS is treated early.", "Smoldering myeloma is treated early.", "MGUS", "where the quotes say"),
        ("It is used with insulin.", "It is used with a drug.", "", "'insulin' is not named"),
    ],
)
def test_a_name_may_not_stand_for_a_longer_one_or_one_of_its_kind(
    statement: str, quote: str, context: str, why: str
) -> None:
    assert why in str(failure(statement, quote, context))


@pytest.mark.parametrize(
    ("statement", "quote", "context", "why"),
    [
        ("Taking zaremifene raises the risk.", "Taking amoxifene raises the risk.", "", "'zaremifene'"),
        ("It is treated with vareotide.", "It is treated with lareotide.", "", "'vareotide'"),
        ("There are two kinds of fibroma.", "There are two kinds of lipoma.", "", "'fibroma'"),
        ("There are two kinds of fibroma.", "There are two kinds of lipoma.", "Fibroma", "the quotes say 'lipoma'"),
        (
            "Older age raises the risk of juvenile leukemia.",
            "Older age raises the risk of chronic leukemia.",
            "",
            "juvenile",
        ),
        ("In juvenile mantle leukemia, care helps.", "In chronic mantle leukemia, care helps.", "", "juvenile"),
        ("There are two kinds of multiple myeloma.", "There are two kinds of lipoma.", "Myeloma", "say 'lipoma'"),
        ("Signs of bronchial tumors include a cough.", "Signs of lung cancer include a cough.", "", "bronchial"),
    ],
)
def test_a_disease_or_drug_by_another_name_is_another(statement: str, quote: str, context: str, why: str) -> None:
    assert why in str(failure(statement, quote, context))


@pytest.mark.parametrize(
    ("statement", "quote", "context"),
    [
        ("Carcinoma may come back.", "The cancer may come back.", ""),
        ("Fibromas may come back.", "A fibroma may come back.", ""),
        ("The fibroma may come back.", "The tumor may come back.", "Fibroma"),
        ("The main tumor is taken out.", "The primary tumor is removed.", ""),
        ("Some fight mantle leukemia.", "Some people have mantle leukemia.", ""),
        ("Kidney tumors are rare.", "Tumors of the kidney are rare.", ""),
    ],
)
def test_a_disease_named_in_quotes_or_headings_passes(statement: str, quote: str, context: str) -> None:
    assert failure(statement, quote, context) is None
