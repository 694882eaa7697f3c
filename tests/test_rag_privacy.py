"""Which identifiers are masked before a question leaves the machine, and what medical text is never touched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.privacy import IdentifierKind, mask_identifiers, without_identifiers

IDENTIFIERS: list[tuple[str, str, IdentifierKind]] = [
    ("Write to jane.doe+x@example.co.uk please", "Write to [e-mail] please", "e-mail"),
    ("call me at (555) 555-0143", "call me at [phone]", "phone"),
    ("555.555.0143 is mine", "[phone] is mine", "phone"),
    ("+1 555 555 0143", "[phone]", "phone"),
    ("call me on 555-0143", "call me on [phone]", "phone"),
    ("my number is +44 20 7946 0958", "my number is [phone]", "phone"),
    ("tel 07700 900123", "tel [phone]", "phone"),
    ("02079460958", "[phone]", "phone"),
    ("SSN 078-05-1120", "SSN [social security number]", "social security number"),
    (
        "My social security number is 078051120.",
        "My social security number is [social security number].",
        "social security number",
    ),
    ("MRN 12345678, what now?", "MRN [record number], what now?", "record number"),
    ("MRN: A1234567", "MRN: [record number]", "record number"),
    ("my NHS number is 943 476 5919", "my NHS number is [record number]", "record number"),
    ("insurance number: AB-1234567", "insurance number: [record number]", "record number"),
    ("Does policy no. 99887766 cover it?", "Does policy no. [record number] cover it?", "record number"),
    ("hospital no 4455667", "hospital no [record number]", "record number"),
    ("medicare number 1EG4-TE5-MK73", "medicare number [record number]", "record number"),
    ("I was born on April 3rd, 1961.", "I was born on [birth date].", "birth date"),
    ("DOB 03/04/1961", "DOB [birth date]", "birth date"),
    ("D.O.B.: 3.4.61", "D.O.B.: [birth date]", "birth date"),
    ("born 1961-04-03, HER2 positive", "born [birth date], HER2 positive", "birth date"),
    ("my date of birth is 3 April 1961", "my date of birth is [birth date]", "birth date"),
    ("03/04/1961 (DOB)", "[birth date] (DOB)", "birth date"),
    ("I live at 12 oak street, near you", "I live at [address], near you", "address"),
    ("12 Oak Street, Springfield, IL 62704", "[address]", "address"),
    ("221B Baker Street", "[address]", "address"),
    ("Send it to 4 Long Hill Rd. Apt 5", "Send it to [address]", "address"),
    ("My name is Jane Doe and I have a lump", "My name is [name] and I have a lump", "name"),
    ("my name is jane doe, is it curable?", "my name is [name], is it curable?", "name"),
    ("MY NAME IS JANE DOE. WHAT IS HER2?", "MY NAME IS [name]. WHAT IS HER2?", "name"),
    ("my name's Ana", "my name's [name]", "name"),
    ("the patient's name is Bob Stone.", "the patient's name is [name].", "name"),
    ("I'm Jane Doe, 58", "I'm [name], 58", "name"),
    ("I am Maria de la Cruz and was told HER2 3+", "I am [name] and was told HER2 3+", "name"),
    ("Hello, this is Peter J. Smith. Is it curable?", "Hello, this is [name]. Is it curable?", "name"),
    ("patient: John A. Smith, stage IIIA", "patient: [name], stage IIIA", "name"),
    ("Patient name: Øystein Ås", "Patient name: [name]", "name"),
    ("Patient John Smith has RCC", "Patient [name] has RCC", "name"),
    ("Mrs Smith has myeloma", "Mrs [name] has myeloma", "name"),
    ("my oncologist, Dr. Lee, said PD-L1 50%", "my oncologist, Dr. [name], said PD-L1 50%", "name"),
    ("Dr Müller-Lang said so", "Dr [name] said so", "name"),
    ("my wife Anna has breast cancer", "my wife [name] has breast cancer", "name"),
    ("my son, Tom Baker, has leukemia", "my son, [name], has leukemia", "name"),
    ("What is HER2? Signed, Jane Doe", "What is HER2? Signed, [name]", "name"),
    ("What is HER2?\nRegards,\nJane Q. Public", "What is HER2?\nRegards,\n[name]", "name"),
    ("What is HER2? Thanks, Jane", "What is HER2? Thanks, [name]", "name"),
]


@pytest.mark.parametrize(("text", "masked", "kind"), IDENTIFIERS)
def test_identifier_is_replaced_by_its_kind(text: str, masked: str, kind: IdentifierKind) -> None:
    found = mask_identifiers(text)
    assert (found.text, found.found) == (masked, (kind,))


@pytest.mark.parametrize(
    "text",
    [
        "What does HER2 3+ mean with PD-L1 50% and Ki-67 20-30%?",
        "T2N1M0, stage IIIA, grade 2, ER 90%, Gleason 3+4=7, PSA 4.0-10.0",
        "I am 58 and was diagnosed in 2019",
        "The 2023 edition 2026.2, published 2026-05-01, replaces that of 15 January 2018",
        "trastuzumab 8 mg/kg then 6 mg/kg every 3 weeks, carboplatin AUC 5 on days 1-8",
        "platelets 1500000000 per litre, 1,234 patients, NCT01234567, CA 19-9 of 5551234",
        "von Hippel-Lindau disease, Hodgkin lymphoma, Wilms tumor, Ewing sarcoma",
        "I have Hodgkin lymphoma",
        "my father Wilms tumor, my mother Alzheimer's disease",
        "I'm Stage Four",
        "I am BRCA Positive",
        "My patient is HER2 Positive",
        "Patient: HER2 positive",
        "patient: Female, 58 years",
        "Patient: 58 year old woman with RCC",
        "I am Ashkenazi Jewish",
        "I am a nurse at a clinic",
        "I am taking Zoloft",
        "This is Hodgkin Lymphoma",
        "should I see a Dr. What should I ask?",
        "I told my Dr. Chemotherapy is not for me",
        "MS patients and MR imaging",
        "Will We Miss Lesions?",
        "my dad has cancer",
        "Thanks, HER2 patient",
        "As regards Trastuzumab, what is known?",
        "Do not share yours. Talk with your doctor.",
        "is it covered by Medicare Part D in 2026",
        "patients number 1200 in the trial",
        "hospital number one in the US",
        "Name: the gene that causes VHL",
        "call me if 1000 mg is too much",
        "What to do at birth, 3/4 of the dose?",
        "The phone is 988",
    ],
)
def test_medical_text_stays_as_it_is(text: str) -> None:
    found = mask_identifiers(text)
    assert (found.text, found.found) == (text, ())


def test_several_identifiers_are_each_masked_and_named_once() -> None:
    found = mask_identifiers(
        "patient: Jane Doe, born 03/04/1961, MRN 1234567, tel (555) 555-0143 or (555) 555-0144, stage IIIA, 5 mg"
    )
    assert found.text == (
        "patient: [name], born [birth date], MRN [record number], tel [phone] or [phone], stage IIIA, 5 mg"
    )
    assert sorted(found.found) == ["birth date", "name", "phone", "record number"]


@settings(deadline=None)
@given(st.lists(st.sampled_from([text for text, _, _ in IDENTIFIERS]), min_size=1, max_size=4))
def test_masking_twice_changes_nothing_more(texts: list[str]) -> None:
    once = mask_identifiers("\n".join(texts))
    assert once.found
    assert mask_identifiers(once.text).text == once.text


@settings(deadline=None)
@given(st.text(max_size=300))
def test_text_changes_exactly_when_something_is_found(text: str) -> None:
    found = mask_identifiers(text)
    assert (found.text != text) == bool(found.found)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("What is HER2? My name is Maria Example, call 212-555-0147", "What is HER2?"),
        ("My name is Maria Example, what is HER2? Call me at 212-555-0147", "what is HER2?"),
        (
            "I am 58 and have stage II breast cancer, what now? Thanks, Maria",
            "I am 58 and have stage II breast cancer, what now?",
        ),
        ("symptoms of kidney cancer, born 3/4/1961, MRN 123456", "symptoms of kidney cancer"),
        ("Email me at a@example.org: what is HER2?", "what is HER2?"),
        ("What is Wilms tumor?", "What is Wilms tumor?"),
        ("my name is Maria Example", "my name is [name]"),
    ],
)
def test_a_question_is_read_without_them(text: str, left: str) -> None:
    assert without_identifiers(text) == left
