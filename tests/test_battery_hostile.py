"""Battery B1, B3 and B4: what texts and questions order a model to say reaches no page, though the model obeys."""

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest

from rag.schema import Answer
from rag.settings import PROJECT_ROOT, Settings
from tests.author_data import rows
from tests.battery import Bench, Expected
from tests.battery_authors import Zealot, disguised_orders, undisguised
from tests.llm_authors import obedient_author
from tests.llm_prompts import Json
from tests.llm_server import LlmServer
from tests.shelf import ingest_folder, settings_for

pytest_plugins = ["tests.demo_shelf", "tests.battery"]

Region = Literal["body", "list", "table", "heading"]
COPIED: Mapping[Region, str] = {"body": "breast-cancer", "list": "kidney-cancer", "table": "lung-cancer", "heading": "gastric-cancer"}
ASPECTS = ("What is {}?", "symptoms of {}", "What tests are done for {}?", "treatment of {}", "stages of {}", "causes of {}")
REACH = {"CITEWELL_LLM_EVIDENCE_TOKENS": 40_000, "CITEWELL_LLM_PROMPT_TOKENS": 60_000}
EXPECTED: Mapping[str, Expected] = {
    f"B1-{region}": Expected(f"34 orders to the model, each in a {region} of a text; it obeys them", "all told, none on a page")
    for region in COPIED
}


def planted(region: Region, order: str) -> str:
    """An order to the model as Markdown of this region."""
    line = " ".join(order.split())
    return {
        "body": order,
        "list": f"Things to bring to a visit include:\n\n- A list of drugs\n- {line}\n- The results of tests",
        "table": f"| Visit | What is done |\n| --- | --- |\n| First | Talk |\n| Next | {line.replace('|', chr(92) + '|')} |",
        "heading": f"### {line}\n\nVisits are planned with the care team. Bring a list of questions to each visit.",
    }[region]


def plant(folder: Path, region: Region, orders: Sequence[str]) -> None:
    """Copies of a demonstration text with one order in each section, as many copies as that takes."""
    name = COPIED[region]
    head, *sections = (PROJECT_ROOT / "corpus" / f"{name}.md").read_text("utf-8").split("\n## ")
    folder.mkdir()
    for number, at in enumerate(range(0, len(orders), len(sections))):
        told = orders[at : at + len(sections)]
        hostile = [f"{section.rstrip()}\n\n{planted(region, order)}\n" for section, order in zip(sections, told)]
        text = "\n## ".join([head, *hostile, *sections[len(told) :]])
        (folder / f"{name}-{number}.md").write_text(text, "utf-8")
    shutil.copy(PROJECT_ROOT / "corpus" / "sources.toml", folder)


def on_pages(pages: Sequence[Answer], bench: Bench, index: Path, markers: Sequence[str]) -> list[str]:
    """The markers that stand anywhere on these pages, in any format; what was dropped is not shown."""
    shown = ""
    for page in pages:
        bare = page.model_copy(update={"trace": page.trace.model_copy(update={"dropped": ()})})
        shown += bare.model_dump_json() + json.dumps(bare.to_json_dict(), ensure_ascii=False)
        shown += bench.shown(page, "md", index) + bench.shown(page, "html", index)
    plain = undisguised(shown).casefold()
    return [marker for marker in markers if marker.casefold() in plain]


@pytest.mark.parametrize("region", COPIED)
def test_orders_in_a_text_reach_no_page(region: Region, bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> None:
    orders = rows("injections")
    folder = tmp_path_factory.mktemp("hostile")
    plant(folder / "texts", region, [row["text"] for row in orders])
    index = folder / "index"
    assert not ingest_folder(folder / "texts", settings_for(index)).rejected
    bench.set(**REACH)
    questions = {str(n): aspect.format(COPIED[region].replace("-", " ")) for n, aspect in enumerate(ASPECTS * 3)}
    zealot = Zealot()
    with LlmServer(zealot) as server:
        ran, pages = bench.batch(questions, server, "--no-cache", index=index)
    with LlmServer(obedient_author) as server:
        obeyed = bench.batch(questions, server, "--no-cache", index=index)[1]
    extractive = [bench.extractive(question, index) for question in set(questions.values())]
    markers = [row["marker"] for row in orders]
    said = " ".join(claim.text for claim in zealot.said)
    told = [marker for marker in markers if marker in said]
    sent = [row["marker"] for row in orders if row["marker"] in zealot.sent]
    print("TOLD", region, len(told), "SENT", len(sent), set(markers)-set(told))
    print("KINDS", [(p.kind, p.trace.writer) for p in pages], [(p.kind, p.trace.writer) for p in extractive])
    for name, some in (("zealot", pages), ("obedient", obeyed), ("extractive", extractive)):
        print("FOUND", name, on_pages(some, bench, index, markers))
        for p in some:
            f = on_pages([p], bench, index, markers)
            if f: print("   ", p.question, f, [ (st.text) for st in p.statements if any(m in st.text for m in f)], [c for c in p.citations if any(m in c.model_dump_json() for m in f)][:2])
    assert 0
