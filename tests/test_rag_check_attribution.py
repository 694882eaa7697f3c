"""Who is said to say something is the cited source or stands in its quotes; so does the edition named."""

import pytest

from rag.check.attribution import attribution_failure

GUIDE = "National Cancer Institute\nKidney cancer treatment: guideline for patients\nedition 2024.1\nSurgery"
QUOTE = "Amirol is recommended for lumaria."
REGULATOR = "In 2019 the Food and Drug Administration approved amirol for lumaria."


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("According to the NCI, amirol is recommended.", QUOTE),
        ("According to the National Cancer Institute, amirol is recommended.", QUOTE),
        ("The NCI's 2024 guideline recommends amirol.", QUOTE),
        ("The 2024 edition recommends amirol.", QUOTE),
        ("Edition 2024.1 of the guideline recommends amirol.", QUOTE),
        ("According to the Kidney Cancer Treatment guideline, amirol is recommended.", QUOTE),
        ("The guideline says that amirol is recommended.", QUOTE),
        ("The FDA approved amirol in 2019.", REGULATOR),
        ("Amirol was approved by the U.S. Food and Drug Administration.", "The FDA has approved amirol."),
        ("Amirol is an FDA-approved drug.", REGULATOR),
        ("ASCO recommends amirol.", "The American Society of Clinical Oncology recommends amirol."),
        ("The eighth edition of the manual is used.", "The 8th edition of the manual is used."),
        ("The third version is in use.", "The 3rd version is in use."),
        ("The 2013 update set the limit at 10%.", "Since the update of 2013 the limit is 10%."),
        ("The Example Oncology Group advises amirol.", "The Example Oncology Group advises amirol."),
        ("A WHO grade 2 tumor grows slowly.", "Grade 2 tumors grow slowly."),
        ("CT shows the tumor.", "Computed tomography shows the tumor."),
        ("HER2-positive tumors respond to amirol.", "Tumors with HER2 respond."),
        ("The first guideline statement is about amirol.", QUOTE),
    ],
)
def test_a_source_or_quote_that_names_it_may_be_named(statement: str, quote: str) -> None:
    assert attribution_failure(statement, [quote], GUIDE) is None


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("According to the NCCN, amirol is recommended.", "NCCN"),
        ("According to the American Cancer Society, amirol is recommended.", "American Cancer Society"),
        ("According to Mayo Clinic, amirol is recommended.", "Mayo Clinic"),
        ("NCCN recommends amirol for lumaria.", "NCCN"),
        ("Amirol is recommended by ESMO.", "ESMO"),
        ("Amirol, says the WHO, is recommended.", "WHO"),
        ("The NICE guidance recommends amirol.", "NICE"),
        ("The European Society for Medical Oncology advises amirol.", "European Society for Medical Oncology"),
        ("The FDA approved amirol for lumaria.", "FDA"),
        ("Amirol has been approved by the European Medicines Agency.", "European Medicines Agency"),
        ("The XQZ panel strongly recommends amirol.", "XQZ"),
        ("The Lumaria Society recommends amirol.", "Lumaria Society"),
        ("The 2024 ASCO guideline says that amirol is recommended.", "ASCO"),
        ("The guidelines of the British Lumaria League recommend amirol.", "British Lumaria League"),
    ],
)
def test_an_organisation_that_is_not_the_source_fails(statement: str, named: str) -> None:
    why = str(attribution_failure(statement, [QUOTE], GUIDE))
    assert f"attributes this to {named!r}" in why


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("The 2025 guideline recommends amirol.", "2025"),
        ("The 2018 NCI guideline recommends amirol.", "2018"),
        ("Version 3.2025 recommends amirol.", "3.2025"),
        ("Version 2 recommends amirol.", "2"),
        ("Edition 4 recommends amirol.", "4"),
        ("The second edition recommends amirol.", "second"),
        ("The 8th edition recommends amirol.", "8th"),
        ("The guideline of 2021 recommends amirol.", "2021"),
    ],
)
def test_an_edition_that_is_not_the_sources_fails(statement: str, named: str) -> None:
    assert f"edition {named!r}" in str(attribution_failure(statement, [QUOTE], GUIDE))


def test_the_year_of_a_study_is_no_edition() -> None:
    assert attribution_failure("In 2017, 300 people joined the study.", [QUOTE], GUIDE) is None


def test_without_a_known_source_only_the_quotes_count() -> None:
    assert attribution_failure("The NCI recommends amirol.", [QUOTE]) is not None
    assert attribution_failure("The NCI recommends amirol.", ["The NCI recommends amirol."]) is None
