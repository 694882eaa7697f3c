import json, pytest
from tests.demo_shelf import *
from tests.llm_authors import *
from tests.llm_flow import *
from tests.llm_prompts import *
from tests.llm_server import Fault, LlmServer
from rag.page.view import build_view
from rag.page.markdown import render_markdown
from rag.page.html import render_html
from rag.page.jsonld import render_jsonld
pytest_plugins = ["tests.demo_shelf"]

def show(name, page, server=None):
    print("=====", name, page.kind, "|", page.title)
    v = build_view(page, {})
    print("  byline:", v.made_by)
    for r in v.record: print("  ", r)
    t = page.trace
    print("  trace:", t.writer, t.model, t.fallback_kind, t.fallback_reason, t.standalone_question, t.llm_calls, t.tokens, t.masked, t.repair_failure)
    if page.refusal: print("  refusal:", page.refusal.message)

def test_probe(demo, demo_settings):
    def sent(server): return [user_text(r.body) if False else r.body["messages"][-1]["content"] for r in server.requests]
    # 7
    for q in ("symptoms of kidney cancer",):
        with LlmServer(honest_author, faults=(Fault("status", 500),)*9) as s:
            p = ask_llm(q, demo, settings_with(demo_settings, s, max_attempts=2), writer="auto")
            show("500", p)
            for out in (render_markdown(p, {}), render_html(p, {}), render_jsonld(p)):
                print("  leak:", "127.0.0.1" in out, "500" in out)
    # 22/23
    for q, h in [("What does HER2 status mean for breast cancer? My name is Maria Example, call 212-555-0147", []),
                 ("My wife Anna has breast cancer, what does HER2 mean for her?", []),
                 ("What treatment is there for Anna?", ["my wife Anna has stage II breast cancer, what is HER2?"]),
                 ("and for stage IV?", ["My name is Maria Example. What treatment is there for kidney cancer?"]),
                 ("and for Anna?", ["my wife Anna has kidney cancer. What treatment is there?"]),
                 ("and for stage IV?", ["my wife Anna has kidney cancer. What treatment is there?"])]:
        def author(body):
            if kind_of(body) == "standalone_question":
                print("  REWRITE PROMPT:", body["messages"][-1]["content"])
                return {"question": "What treatment is there for [name], stage IV kidney cancer?"}
            return honest_author(body)
        with LlmServer(author) as s:
            p = ask_llm(q, demo, settings_with(demo_settings, s), writer="auto", history=h)
        print("QQQQ", q, h)
        show("mask", p)
        whole = json.dumps([r.body for r in s.requests]); js = json.dumps(p.to_json_dict())
        print("  sent Anna/Maria:", "Anna" in whole, "Maria" in whole, " in answer:", "Anna" in js, "Maria" in js)
        for r in s.requests:
            for m in r.body["messages"]:
                for line in m["content"].splitlines():
                    if "[name]" in line or "[phone]" in line or "What does HER2" in line or "estion>" in line: print("    >", line[:200])
    # rewriting + fallback
    for says, qfault in [("What treatment is there for stage IV kidney cancer?", "ok"), ("Does garlic cure kidney cancer?", "unsound")]:
        def author2(body):
            if kind_of(body) == "standalone_question": return {"question": says}
            return silent_author(body)
        with LlmServer(author2) as s:
            p = ask_llm("and for stage IV?", demo, settings_with(demo_settings, s), writer="auto", history=["What treatment is there for kidney cancer?"])
        show("rewrite " + qfault + " + declined", p)
        with LlmServer(author2) as s:
            p = ask_llm("and for stage IV?", demo, settings_with(demo_settings, s), writer="llm", history=["What treatment is there for kidney cancer?"])
        show("required " + qfault + " + declined", p)
