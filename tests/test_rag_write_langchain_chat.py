"""LangChain's own fake models, and models that fail as providers' libraries do: text back, faults typed."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from rag.errors import LlmError, LlmFiltered, LlmKeyRejected, LlmRateLimited, LlmTruncated, LlmUnreachable
from rag.exchange import ChatMessage, ChatReply, ChatRequest
from rag.settings import Endpoint, LlmSettings
from rag.write.calls import SteadyChat
from rag.write.endpoints import Memory
from rag.write.langchain_chat import LangChainChat
from rag.write.limits import Meter

QUESTION = '{"question": "Which tests come first?"}'
ENDPOINT = Endpoint(provider="fake", model="fake-model", base_url=None, key=None)
REQUEST = ChatRequest(
    messages=(ChatMessage(role="system", content="In JSON."), ChatMessage(role="user", content="Ask it again.")),
    reply_model="standalone_question",
    max_output_tokens=50,
)


class StatusError(Exception):
    """An error as the providers' libraries raise them."""

    def __init__(self, status_code: int, text: str) -> None:
        super().__init__(text)
        self.status_code = status_code


class Scripted(BaseChatModel):
    """A chat model that takes each step of its script in turn: an error to raise, or a message to give."""

    script: list[Any]
    takes_format: bool = True
    seen: list[tuple[list[BaseMessage], dict[str, Any]]] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _next(self, messages: list[BaseMessage], options: dict[str, Any]) -> AIMessage:
        self.seen.append((messages, options))
        if not self.takes_format and "response_format" in options:
            raise TypeError("create() got an unexpected keyword argument 'response_format'")
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        assert isinstance(step, AIMessage)
        return step

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages, kwargs))])

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        message = self._next(messages, kwargs)
        for piece in (message.text[:9], message.text[9:]):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="", response_metadata=message.response_metadata, usage_metadata=message.usage_metadata
            )
        )


def complete(model: Any, on_text: Callable[[str], None] | None = None, endpoint: Endpoint = ENDPOINT) -> ChatReply:
    settings = LlmSettings(backoff_s=0.01)
    chat = SteadyChat(LangChainChat(endpoint, model), settings, memory=Memory(endpoint), meter=Meter(settings))
    return asyncio.run(chat.complete(REQUEST, on_text))


LISTENERS = pytest.mark.parametrize("on_text", [None, lambda text: None], ids=["whole", "streamed"])


@LISTENERS
def test_a_langchain_model_gives_its_text_back(on_text: Callable[[str], None] | None) -> None:
    reply = complete(GenericFakeChatModel(messages=iter([AIMessage(QUESTION)])), on_text)
    assert (reply.text, reply.model, reply.level, reply.calls) == (QUESTION, "fake-model", "json_schema", 1)
    assert (reply.prompt_tokens, reply.completion_tokens) == (2 + 4, 10)  # estimated


def test_the_listener_gets_the_whole_text_so_far() -> None:
    heard: list[str] = []
    complete(GenericFakeChatModel(messages=iter([AIMessage(QUESTION)])), heard.append)
    assert len(heard) > 2
    assert heard[-1] == QUESTION
    assert QUESTION.startswith(heard[0])


@LISTENERS
def test_tokens_and_model_are_those_the_provider_counts(on_text: Callable[[str], None] | None) -> None:
    message = AIMessage(
        QUESTION,
        response_metadata={"model_name": "fake-model-2", "finish_reason": "stop"},
        usage_metadata={"input_tokens": 17, "output_tokens": 9, "total_tokens": 26},
    )
    reply = complete(Scripted(script=[message]), on_text)
    assert (reply.model, reply.prompt_tokens, reply.completion_tokens) == ("fake-model-2", 17, 9)


def test_roles_and_response_format_reach_the_model() -> None:
    model = Scripted(script=[AIMessage(QUESTION)])
    complete(model)
    messages, options = model.seen[-1]
    assert [(message.type, message.content) for message in messages] == [
        ("system", "In JSON."),
        ("human", "Ask it again."),
    ]
    assert options["response_format"]["json_schema"]["name"] == "standalone_question"


@LISTENERS
def test_a_model_that_takes_no_response_format_is_asked_without(on_text: Callable[[str], None] | None) -> None:
    reply = complete(Scripted(script=[AIMessage(QUESTION)], takes_format=False), on_text)
    assert (reply.level, reply.calls) == ("plain", 3)


@LISTENERS
@pytest.mark.parametrize(
    ("step", "kind", "calls"),
    [
        (StatusError(401, "your key sk-secret-12345 is wrong"), LlmKeyRejected, 1),
        (StatusError(429, "slow down, sk-secret-12345"), LlmRateLimited, 3),
        (ConnectionRefusedError("refused"), LlmUnreachable, 3),
        (RuntimeError("odd sk-secret-12345"), LlmError, 1),
        (AIMessage(QUESTION, response_metadata={"stop_reason": "max_tokens"}), LlmTruncated, 1),
        (AIMessage(QUESTION, response_metadata={"finish_reason": "MAX_TOKENS"}), LlmTruncated, 1),
        (AIMessage(QUESTION, response_metadata={"done_reason": "length"}), LlmTruncated, 1),
        (AIMessage(QUESTION, response_metadata={"finish_reason": "SAFETY"}), LlmFiltered, 1),
        (AIMessage(QUESTION, response_metadata={"stop_reason": "refusal"}), LlmFiltered, 1),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, int) else "",
)
def test_faults_of_providers_are_typed(
    step: Any, kind: type[LlmError], calls: int, on_text: Callable[[str], None] | None
) -> None:
    with pytest.raises(LlmError) as caught:
        complete(Scripted(script=[step] * 3), on_text)
    assert (type(caught.value), caught.value.calls) == (kind, calls)
    assert "sk-secret" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("provider", "words"), [("anthropic", "langchain-anthropic"), ("nonsense", "llm.provider")], ids=str
)
def test_a_provider_langchain_cannot_open_says_what_to_do(provider: str, words: str) -> None:
    endpoint = Endpoint(provider=provider, model="some-model", base_url=None, key=None)
    with pytest.raises(LlmError, match=words) as caught:
        complete(None, endpoint=endpoint)
    assert caught.value.calls == 0  # none was made


def test_what_a_listener_raises_is_not_taken_for_a_fault_of_the_model() -> None:
    def fails(text: str) -> None:
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        complete(GenericFakeChatModel(messages=iter([AIMessage(QUESTION)])), fails)
