"""An OpenAI-compatible chat server on 127.0.0.1 for tests: replies by an author, faults on demand, all requests kept."""

import json
import math
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self

Author = Callable[[dict[str, Any]], dict[str, Any] | str]
FaultKind = Literal[
    "status",  # answers with `status`, `headers` and an error object of `text`
    "slow_headers",  # waits `seconds` before the status line
    "drip",  # sends the body (or the stream) a byte every `seconds`
    "cut",  # resets the connection in the middle of the body or the stream
    "end_early",  # ends the stream tidily, without finish_reason and [DONE]; without streaming as "cut"
    "length",  # half the reply, finish_reason "length"
    "content_filter",  # finish_reason "content_filter"
    "refusal",  # content null, refusal `text`
    "no_content",  # content null
    "no_choices",  # choices []
    "error_body",  # HTTP 200 with an error object instead of choices
    "html",  # HTTP 200 with a web page
    "broken_json",  # HTTP 200, JSON cut in half
    "hang_up",  # closes the connection without an answer
    "echo_key",  # 401 whose message repeats the Authorization header
    "content",  # an ordinary answer whose content is `text`, whatever the author says
]
PIECE = 24  # characters of one streamed delta


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one request."""

    kind: FaultKind
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = "the server is out of order"
    seconds: float = 0.0


@dataclass(frozen=True)
class Recorded:
    """A chat request as it arrived. `headers` by lower-case name; `at` is time.monotonic()."""

    body: dict[str, Any]
    headers: Mapping[str, str]
    at: float


Faults = Iterable[Fault | None] | Callable[[dict[str, Any]], Fault | None]


class LlmServer:
    """Serves `author`'s replies at `url` while entered.

    `faults` decides request by request: the next of an iterable (none after its end), or the value of a function.
    `rejects` names what the server takes for unsupported, each with a 400: "json_schema", "json_object",
    "max_tokens", "temperature". `key`: requests without it get a 401. `delay_s`: every answer waits so long.
    """

    def __init__(
        self,
        author: Author = lambda body: "{}",
        *,
        faults: Faults = (),
        models: tuple[str, ...] = ("test-model",),
        rejects: Iterable[str] = (),
        key: str | None = None,
        usage: bool = True,
        delay_s: float = 0.0,
    ) -> None:
        self.author = author
        self.models = models
        self.rejects = frozenset(rejects)
        self.key = key
        self.usage = usage
        self.delay_s = delay_s
        self.requests: list[Recorded] = []
        self.hang_ups = 0  # clients that went away before they were answered
        self.most_at_once = 0
        self.closing = threading.Event()
        self._faults: Callable[[dict[str, Any]], Fault | None]
        if callable(faults):
            self._faults = faults
        else:
            left: Iterator[Fault | None] = iter(faults)
            self._faults = lambda body: next(left, None)
        self._now = 0
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.llm = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        """The base URL, up to /v1."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        """Start to answer."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop, end what is being sent, and wait until every thread has ended."""
        self.closing.set()
        self._http.shutdown()
        self._http.close_connections()
        self._http.server_close()
        self._thread.join()

    def take(self, body: dict[str, Any], headers: Mapping[str, str]) -> Fault | None:
        """Record a chat request and decide what is to go wrong with it."""
        with self._lock:
            self.requests.append(Recorded(body, headers, time.monotonic()))
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
            return self._faults(body)

    def leave(self) -> None:
        """A chat request taken has been dealt with."""
        with self._lock:
            self._now -= 1

    def note_hang_up(self) -> None:
        """A client went away."""
        with self._lock:
            self.hang_ups += 1


class _Http(ThreadingHTTPServer):
    llm: LlmServer
    request_queue_size = 256
    daemon_threads = False  # so that server_close waits for them

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        for connection in list(self._open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:  # closed meanwhile
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a client that went away; what went wrong with the server itself shows in the test


class _Gone(Exception):
    """The client went away, or the server is closing."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Http

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name of the base class
        pass

    def do_GET(self) -> None:
        if self.path != "/v1/models":
            self._send_error(404, "Not Found")
        elif self._is_welcome():
            models = [
                {"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in self.server.llm.models
            ]
            self._send(200, {"object": "list", "data": models})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
        if self.path != "/v1/chat/completions":
            self._send_error(404, "Not Found")
            return
        llm = self.server.llm
        fault = llm.take(body, {name.lower(): value for name, value in self.headers.items()})
        try:
            self._wait(llm.delay_s)
            is_dealt_with = fault is not None and self._send_fault(fault, body)
            if not is_dealt_with and self._is_welcome() and self._is_taken(body):
                self._answer(body, fault)
        except (_Gone, OSError):
            self.close_connection = True
            if not llm.closing.is_set():
                llm.note_hang_up()
        finally:
            llm.leave()

    def _is_welcome(self) -> bool:
        key = self.server.llm.key
        if key is None or self.headers.get("Authorization") == f"Bearer {key}":
            return True
        self._send_error(401, f"Incorrect API key provided: {self.headers.get('Authorization', '')}")
        return False

    def _is_taken(self, body: dict[str, Any]) -> bool:
        llm = self.server.llm
        level = (body.get("response_format") or {}).get("type")
        if body.get("model") not in llm.models:
            self._send_error(404, f"The model `{body.get('model')}` does not exist", code="model_not_found")
            return False
        if level in llm.rejects:
            self._send_error(400, f"'response_format' of type '{level}' is not supported with this model")
            return False
        for name in llm.rejects & body.keys():
            self._send_error(400, f"Unsupported parameter: '{name}' is not supported with this model", param=name)
            return False
        return True

    def _send_fault(self, fault: Fault, body: dict[str, Any]) -> bool:
        """Whether the fault was the whole answer; otherwise it shapes the ordinary one."""
        if fault.kind == "status":
            self._send_error(fault.status, fault.text, headers=fault.headers)
        elif fault.kind == "echo_key":
            self._send_error(401, f"Incorrect API key provided: {self.headers.get('Authorization', '')}")
        elif fault.kind == "error_body":
            self._send(200, {"error": {"message": fault.text, "code": fault.status}})
        elif fault.kind == "html":
            self._send(200, b"<html><body>Welcome</body></html>", "text/html")
        elif fault.kind == "broken_json":
            self._send(200, json.dumps(self._completion(body, fault)).encode()[:60])
        elif fault.kind == "hang_up":
            self._reset()
        elif fault.kind == "slow_headers":
            self._wait(fault.seconds)
            return False
        else:
            return False
        return True

    def _answer(self, body: dict[str, Any], fault: Fault | None) -> None:
        if body.get("stream"):
            self._stream(body, fault)
        else:
            self._send(200, self._completion(body, fault), fault=fault)

    def _message(self, body: dict[str, Any], fault: Fault | None) -> tuple[str | None, str | None, str]:
        """Content, refusal and finish_reason."""
        kind = fault.kind if fault else ""
        if fault and kind == "content":
            return fault.text, None, "stop"
        if fault and kind == "refusal":
            return None, fault.text, "stop"
        if kind == "no_content":
            return None, None, "stop"
        written = self.server.llm.author(body)
        text = written if isinstance(written, str) else json.dumps(written)
        if kind == "length":
            return text[: len(text) // 2], None, "length"
        if kind == "content_filter":
            return text[: len(text) // 2], None, "content_filter"
        return text, None, "stop"

    def _completion(self, body: dict[str, Any], fault: Fault | None) -> dict[str, Any]:
        content, refusal, reason = self._message(body, fault)
        message = {"role": "assistant", "content": content, "refusal": refusal}
        choices = [{"index": 0, "message": message, "finish_reason": reason}]
        found: dict[str, Any] = {**self._head(body, "chat.completion"), "choices": choices}
        if fault and fault.kind == "no_choices":
            found["choices"] = []
        if self.server.llm.usage:
            found["usage"] = usage_of(body, content or "")
        return found

    def _head(self, body: dict[str, Any], kind: str) -> dict[str, Any]:
        return {"id": "chatcmpl-test", "object": kind, "created": 0, "model": body.get("model")}

    def _stream(self, body: dict[str, Any], fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        content, refusal, reason = self._message(body, fault)
        head = self._head(body, "chat.completion.chunk")
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"content": (content or "")[at : at + PIECE]} for at in range(0, len(content or ""), PIECE)]
        deltas += [{"refusal": refusal}] if refusal else []
        events = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
        if kind in ("cut", "end_early"):
            events = events[: max(2, len(events) // 2)]
        elif kind == "no_choices":
            events = [{**head, "choices": []}]
        else:
            events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
            if self.server.llm.usage and (body.get("stream_options") or {}).get("include_usage"):
                events.append({**head, "choices": [], "usage": usage_of(body, content or "")})
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for event in events:
            self._chunk(f"data: {json.dumps(event)}\n\n".encode(), fault)
        if kind == "cut":
            self._reset()
            return
        if kind != "end_early":
            self._chunk(b"data: [DONE]\n\n", fault)
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, data: bytes, fault: Fault | None) -> None:
        pieces = [data]
        if fault and fault.kind == "drip":
            pieces = [data[at : at + 1] for at in range(len(data))]
        for piece in pieces:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if len(pieces) > 1:
                self._wait(fault.seconds if fault else 0)

    def _send_error(self, status: int, text: str, *, headers: Mapping[str, str] | None = None, **more: str) -> None:
        self._send(status, {"error": {"message": text, "type": "error", **more}}, headers=headers)

    def _send(
        self,
        status: int,
        content: dict[str, Any] | bytes,
        kind: str = "application/json",
        *,
        headers: Mapping[str, str] | None = None,
        fault: Fault | None = None,
    ) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if fault and fault.kind in ("cut", "end_early"):
            self.wfile.write(data[: len(data) // 2])
            self._reset()
            return
        step = 1 if fault and fault.kind == "drip" else len(data)
        for at in range(0, len(data), step):
            self.wfile.write(data[at : at + step])
            self._wait(fault.seconds if fault and fault.kind == "drip" else 0)

    def _reset(self) -> None:
        """Close with a reset, not with a tidy end."""
        self.close_connection = True
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _wait(self, seconds: float) -> None:
        """Wait, but end with _Gone as soon as the client goes away or the server closes."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.llm.closing.wait(min(left, 0.02)):
                raise _Gone
            self.connection.setblocking(False)
            try:
                gone = self.connection.recv(1, socket.MSG_PEEK) == b""
            except BlockingIOError:
                gone = False
            finally:
                self.connection.setblocking(True)
            if gone:
                raise _Gone


def usage_of(body: dict[str, Any], content: str) -> dict[str, int]:
    """Token counts of an exchange: four bytes of text make a token."""
    prompt = sum(math.ceil(len(str(message["content"]).encode()) / 4) for message in body.get("messages", []))
    completion = math.ceil(len(content.encode()) / 4)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
