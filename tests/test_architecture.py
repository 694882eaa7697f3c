"""Who may import whom, where each library lives, when heavy modules are imported, who reads the environment."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("rag", "ingest", "evals")
MODULES = sorted(
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
)

# A module may import what stands on its own floor only inside one package of that floor, and anything lower.
FLOORS: list[tuple[str, ...]] = [
    ("rag.errors", "rag.schema"),
    ("rag.settings", "rag.exchange", "rag.checked"),
    (
        "rag.at_once",
        "rag.result_file",
        "rag.words",
        "rag.yaml_file",
        "rag.sentences",
        "rag.defining",
        "rag.flags",
        "rag.asking_part",
        "rag.premise",
        "rag.orders",
        "rag.shorthand",
        "rag.licences",
        "rag.statuses",
        "rag.title",
        "rag.topics",
        "rag.spelling",
        "rag.vocabulary",
        "rag.intents",
        "rag.phrases",
        "rag.telling",
        "rag.safety",
        "rag.privacy",
        "rag.catalogue",
        "rag.outlines",
        "rag.index",
        "rag.page.notices",
    ),
    ("rag.understand", "rag.scope", "rag.retrieve", "rag.write", "rag.check", "rag.page", "rag.followup"),
    ("rag.parts", "rag.conversation", "rag.reading_level", "rag.bearing"),
    ("rag.assemble", "rag.plan", "rag.coverage", "rag.rewriting", "rag.records"),
    ("rag.asked_results", "rag.denials", "rag.refusals"),
    ("rag.prepare",),
    ("rag.several", "rag.nearest", "rag.conflicts", "rag.related", "rag.glosses", "rag.records.facts"),
    ("rag.llm_request",),
    ("rag.page_gate",),
    ("rag.authoring",),
    ("rag.pipeline",),
    ("rag.interop",),
    ("rag.cli",),
]
ADAPTERS = 2  # the floor whose modules may use each other: words serve vocabulary, intents and the lexical index

READERS = "ingest.readers."
HOMES: dict[str, tuple[str, ...]] = {
    "onnxruntime": ("rag.index.encoder", "rag.index.export"),
    "tokenizers": ("rag.index.encoder",),
    "sentence_transformers": ("rag.index.encoder", "rag.check.score.cross_encoder"),
    "torch": ("rag.index.export",),
    "transformers": ("rag.index.export",),
    "onnx": ("rag.index.export",),
    "chromadb": ("rag.index.store",),
    "bm25s": ("rag.index.lexical",),
    "Stemmer": ("rag.words",),
    "sentencex": ("rag.sentences",),
    "pysyllables": ("rag.reading_level",),
    "pypdfium2": (f"{READERS}pdf", f"{READERS}pdf_words", f"{READERS}pdf_backgrounds"),
    "bs4": (f"{READERS}html", f"{READERS}html_prune", f"{READERS}html_table"),
    "lxml": (f"{READERS}html", f"{READERS}html_prune", f"{READERS}html_table"),
    "markdown_it": (f"{READERS}markdown", f"{READERS}markdown_inline"),
    "rapidfuzz": ("rag.spelling",),
    "rich": ("rag.cli.console", "rag.cli.live"),
    "jinja2": ("rag.page.html", "rag.page.verdicts_html", "rag.write.prompting", "evals.report_html"),
    "markupsafe": ("rag.page.html", "rag.page.verdicts_html", "evals.report_html"),
    "filelock": ("rag.index.generation", "evals.records", "evals.judge_file"),
    "yaml": (
        "rag.yaml_file",
        "rag.records.read",
        "rag.page.notices",
        "rag.write.prompting",
        "evals.suite_source",
        "evals.suite_text",
        "evals.variants",
        f"{READERS}front_matter",
    ),
    "openai": ("rag.write.openai_chat",),
    "jiter": ("rag.write.preview",),
    "langchain": ("rag.write.langchain_chat",),
    "langchain_core": ("rag.interop",),
    "tenacity": ("rag.write.calls",),
    "aiolimiter": ("rag.write.limits",),
    "numpy": (
        *(
            "rag.retrieve",
            "rag.catalogue",
            "rag.conflicts",
            "rag.denials",
            "rag.write.extractive",
            "rag.write.select",
            "rag.index.audit",
            "rag.index.encoder",
        ),
        *("rag.index.generation", "rag.index.lexical", "rag.index.shelf", "rag.index.store"),
        *("ingest.embed", "ingest.rebuild", "evals.measures.intervals", "evals.paired", "evals.pipeline"),
    ),
    "pydantic": ("*",),
    "pytest": ("evals.plugin", "evals.plugin_suites"),
}
HEAVY = {
    *("torch", "transformers", "sentence_transformers", "tokenizers", "onnx", "onnxruntime", "chromadb", "openai"),
    *("langchain", "langchain_core", "langchain_text_splitters", "bm25s", "sympy", "rich"),
}
ENVIRONMENT_READERS = {
    "rag.settings",
    "rag.index.encoder",  # tells the Hugging Face libraries to stay offline
    "rag.index.generation",  # environment of its child process
    "ingest.readers.worker",  # environment of its child process
    "rag.cli.doctor",  # says whether an LLM endpoint is set
}
WITHOUT_OWN_TEST = {  # module -> the test file that exercises it
    "rag.errors": "test_contract",
    "rag.checked": "test_rag_check_text",
    "rag.check.near_rules": "test_rag_check_text",
    "rag.assemble": "test_rag_pipeline",
    "rag.plan": "test_rag_pipeline",
    "rag.prepare": "test_rag_pipeline",
    "rag.refusals": "test_rag_pipeline",
    **dict.fromkeys(
        [f"rag.followup.{name}" for name in ("clause", "fragment", "phrases", "slots", "talk")], "test_rag_conversation"
    ),
    "rag.llm_request": "test_rag_authoring",
    "rag.page_gate": "test_rag_authoring",
    "rag.page.labels": "test_rag_page_view",
    "rag.exchange": "test_rag_write_reply",
    "rag.records.bearing": "test_rag_records_facts",
    "rag.cli.main": "test_contract",
    "rag.cli.shelf": "test_contract",
    "rag.cli.evaluate": "test_no_network",
    "rag.cli.eval_run": "test_no_network",
    "rag.cli.eval_mutate": "test_evals_mutate",
    "rag.cli.arguments": "test_contract",
    "rag.index.export": "test_rag_index_encoder",
}


class Import(NamedTuple):
    """A module that another one names in an import; `is_deferred`: inside a function."""

    name: str
    line: int
    is_deferred: bool


def path_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(path_of(module).read_text("utf-8"))


@cache
def imports_of(module: str) -> tuple[Import, ...]:
    return tuple(_walk(tree_of(module), is_deferred=False))


def _walk(node: ast.AST, *, is_deferred: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, is_deferred) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = "." * child.level + (child.module or "")
            for alias in child.names:
                full = f"{base}.{alias.name}"
                yield Import(full if full in MODULES else base, child.lineno, is_deferred)
        is_later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types_only(child)
        yield from _walk(child, is_deferred=is_deferred or is_later)


def _is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def place_of(module: str) -> tuple[int, str]:
    """Floor of a module of rag, and the entry of FLOORS it belongs to: the longest that fits."""
    fits = [(len(name), floor, name) for floor, names in enumerate(FLOORS) for name in names if _is_in(module, name)]
    assert fits, f"{module} stands on no floor: add it to FLOORS"
    _, floor, name = max(fits)
    return floor, name


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def offences(found: Iterator[str]) -> str:
    """One per line, for an assertion that names every offender."""
    return "\n".join(sorted(found))


def test_packages_point_at_rag_only() -> None:
    def wrong() -> Iterator[str]:
        for module in MODULES:
            package = module.partition(".")[0]
            allowed = set(PACKAGES) if _is_in(module, "rag.cli") else {"rag", package}
            for name, line, _ in imports_of(module):
                root = name.partition(".")[0]
                if root in PACKAGES and root not in allowed:
                    yield f"{module}:{line} imports {name}"

    assert not offences(wrong())


def test_nothing_imports_the_command_line() -> None:
    def wrong() -> Iterator[str]:
        for module in MODULES:
            for name, line, _ in imports_of(module):
                if _is_in(name, "rag.cli") and not _is_in(module, "rag.cli"):
                    yield f"{module}:{line} imports {name}"

    assert not offences(wrong())


def test_modules_of_rag_import_only_from_floors_below() -> None:
    def wrong() -> Iterator[str]:
        for module in (m for m in MODULES if m.startswith("rag.") and m != "rag.__init__"):
            floor, home = place_of(module)
            for name, line, _ in imports_of(module):
                if not name.startswith("rag."):
                    continue
                other_floor, other_home = place_of(name)
                is_neighbour = other_floor == floor and floor == ADAPTERS
                if other_floor > floor or (other_floor == floor and other_home != home and not is_neighbour):
                    yield f"{module}:{line} (floor {floor}) imports {name} (floor {other_floor})"

    assert not offences(wrong())


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {
        module: {name for name, _, _ in imports_of(module) if name in MODULES and name != module} for module in MODULES
    }

    def circle(module: str, way: tuple[str, ...]) -> tuple[str, ...] | None:
        if module in way:
            return (*way[way.index(module) :], module)
        return next(filter(None, (circle(inner, (*way, module)) for inner in graph[module])), None)

    assert [way for way in (circle(module, ()) for module in MODULES if not _is_in(module, "rag.cli")) if way] == []


def test_every_import_is_absolute() -> None:
    assert not offences(f"{m}:{i.line}" for m in MODULES for i in imports_of(m) if i.name.startswith("."))


def test_each_library_has_one_home() -> None:
    def wrong() -> Iterator[str]:
        for module in MODULES:
            for name, line, _ in imports_of(module):
                library = name.partition(".")[0]
                if library in PACKAGES or library in sys.stdlib_module_names:
                    continue
                homes = HOMES.get(library)
                if homes is None:
                    yield f"{module}:{line} imports {library}, which has no home: add it to HOMES"
                elif module not in homes and "*" not in homes:
                    yield f"{module}:{line} imports {library}, at home in {', '.join(homes) or 'no module'}"

    assert not offences(wrong())


def test_heavy_libraries_are_imported_where_they_are_used() -> None:
    def wrong() -> Iterator[str]:
        for module in MODULES:
            for name, line, is_deferred in imports_of(module):
                if name.partition(".")[0] in HEAVY and not is_deferred:
                    yield f"{module}:{line} imports {name} at module level"

    assert not offences(wrong())


def imported_by(code: str) -> set[str]:
    """Top-level modules loaded after running `code` in a new process."""
    script = f"import sys\n{code}\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_no_library() -> None:
    code = (
        "from rag.cli.main import main\n"
        "for command in [], ['ask'], ['ingest'], ['index'], ['search'], ['eval'], ['doctor']:\n"
        "    try: main([*command, '--help'])\n"
        "    except SystemExit: pass"
    )
    assert imported_by(code) & {*HOMES, *HEAVY} == set()


def test_pipeline_loads_no_heavy_library() -> None:
    loaded = imported_by("import rag.pipeline, ingest.build, evals.score")
    assert "pydantic" in loaded
    assert loaded & HEAVY == set()


def test_only_settings_read_the_environment() -> None:
    def wrong() -> Iterator[str]:
        for module in MODULES:
            for node in ast.walk(tree_of(module)):
                reads = ("environ", "environb", "getenv", "putenv") if module not in ENVIRONMENT_READERS else ()
                if isinstance(node, ast.Attribute) and node.attr in reads:
                    yield f"{module}:{node.lineno}"

    assert not offences(wrong())


def test_every_module_says_what_it_does() -> None:
    assert [module for module in MODULES if not ast.get_docstring(tree_of(module))] == []


def test_every_public_name_has_a_docstring() -> None:
    def wrong() -> Iterator[str]:
        for module in MODULES:
            for node in tree_of(module).body:
                if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                    continue
                if not ast.get_docstring(node):
                    yield f"{module}.{node.name}"

    assert not offences(wrong())


@pytest.mark.parametrize("module", [m for m in MODULES if m.startswith("rag.") and not m.endswith("__init__")])
def test_every_module_of_rag_has_its_test_file(module: str) -> None:
    own = f"test_{module.replace('.', '_')}"
    name = WITHOUT_OWN_TEST.get(module, own)
    assert (ROOT / "tests" / f"{name}.py").is_file(), f"{module} has no tests/{name}.py"
