"""The providers' streaming formats, as bytes: OpenAI's chat completions and Anthropic's messages."""
import json
import re
import time

from tests.fake_ai.script import Script


def tokens(text: str) -> list:
    """Pieces of about the size a model emits."""
    return re.findall(r".{1,4}", text, re.DOTALL)


class Wire:
    """One answer's events. Subclasses know the provider; each method returns the bytes of whole SSE events."""

    def __init__(self, script: Script, body: dict):
        self.nl = script.line_end
        self.colon = ":" if script.tight else ": "
        self.model = body.get("model") or "double-1"
        self.include_usage = bool((body.get("stream_options") or {}).get("include_usage"))

    def event(self, data, name: str = "") -> bytes:
        text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
        head = f"event{self.colon}{name}{self.nl}" if name else ""
        return f"{head}data{self.colon}{text}{self.nl}{self.nl}".encode()

    def junk(self, kind: str) -> bytes:
        if kind == "long_line":
            return self.event("x" * (10 << 20))
        if kind == "bad_json":
            return self.event('{"choices": [')
        if kind == "unknown_event":
            return self.event({"type": "weather_report", "sky": "blue"}, "weather_report")
        if kind == "bad_utf8":
            return self.text("@").replace(b"@", b"\xc3\x28\xff\xfe")
        return b""


class OpenAI(Wire):
    @staticmethod
    def error(status: int, error_type: str) -> dict:
        codes = {400: "invalid_request_error", 401: "invalid_api_key", 404: "model_not_found",
                 429: "rate_limit_exceeded"}
        code = error_type or codes.get(status, "server_error")
        return {"error": {"message": f"The double was told to answer {status} ({code}).", "type": code,
                          "param": None, "code": code}}

    @staticmethod
    def refused_parameter(name: str) -> dict:
        return {"error": {"message": f"Unsupported parameter: '{name}' is not supported with this model.",
                          "type": "invalid_request_error", "param": name, "code": "unsupported_parameter"}}

    def whole(self, text: str) -> dict:
        return {"id": "chatcmpl-double", "object": "chat.completion", "created": int(time.time()),
                "model": self.model, "usage": self._usage(text),
                "choices": [{"index": 0, "message": {"role": "assistant", "content": text, "refusal": None},
                             "logprobs": None, "finish_reason": "stop"}]}

    @staticmethod
    def _usage(text: str) -> dict:
        n = len(tokens(text))
        return {"prompt_tokens": 100, "completion_tokens": n, "total_tokens": 100 + n}

    def _chunk(self, delta: dict, finish: str | None = None) -> bytes:
        return self.event({
            "id": "chatcmpl-double", "object": "chat.completion.chunk", "created": int(time.time()),
            "model": self.model, "system_fingerprint": "fp_double",
            "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}]})

    def start(self) -> bytes:
        return self._chunk({"role": "assistant", "content": "", "refusal": None})

    def text(self, piece: str) -> bytes:
        return self._chunk({"content": piece})

    def keepalive(self) -> bytes:
        return f": OPENROUTER PROCESSING{self.nl}{self.nl}".encode()

    def end(self, how: str, said: str) -> bytes:
        if how == "error":
            return self.event({"error": {"message": "The server had an error while processing your request.",
                                         "type": "server_error", "param": None, "code": None}})
        out = b""
        if how == "refusal":
            out = self._chunk({"refusal": "I'm sorry, I can't help with that request."})
        finish = "stop" if how in ("stop", "stop_without_done", "refusal") else how
        out += self._chunk({}, finish)
        if self.include_usage:
            out += self.event({"id": "chatcmpl-double", "object": "chat.completion.chunk", "model": self.model,
                               "choices": [], "usage": self._usage(said)})
        return out if how == "stop_without_done" else out + self.event("[DONE]")


class Anthropic(Wire):
    STOP_REASONS = {"length": "max_tokens", "content_filter": "refusal", "refusal": "refusal",
                    "abort": "pause_turn"}

    @staticmethod
    def error(status: int, error_type: str) -> dict:
        types = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error",
                 404: "not_found_error", 429: "rate_limit_error", 529: "overloaded_error"}
        name = error_type or types.get(status, "api_error")
        return {"type": "error", "request_id": "req_double",
                "error": {"type": name, "message": f"The double was told to answer {status} ({name})."}}

    @staticmethod
    def refused_parameter(name: str) -> dict:
        return {"type": "error", "request_id": "req_double",
                "error": {"type": "invalid_request_error", "message": f"{name}: Extra inputs are not permitted"}}

    def whole(self, text: str) -> dict:
        return {"id": "msg_double", "type": "message", "role": "assistant", "model": self.model,
                "content": [{"type": "text", "text": text}], "stop_reason": "end_turn", "stop_sequence": None,
                "usage": {"input_tokens": 100, "output_tokens": len(tokens(text))}}

    def _named(self, data: dict) -> bytes:
        return self.event(data, data["type"])

    def start(self) -> bytes:
        message = {"id": "msg_double", "type": "message", "role": "assistant", "model": self.model, "content": [],
                   "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 100, "output_tokens": 1}}
        return (self._named({"type": "message_start", "message": message})
                + self._named({"type": "content_block_start", "index": 0,
                               "content_block": {"type": "text", "text": ""}})
                + self.keepalive())

    def text(self, piece: str) -> bytes:
        return self._named({"type": "content_block_delta", "index": 0,
                            "delta": {"type": "text_delta", "text": piece}})

    def keepalive(self) -> bytes:
        return self._named({"type": "ping"})

    def end(self, how: str, said: str) -> bytes:
        if how == "error":
            return self._named({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}})
        delta = {"stop_reason": self.STOP_REASONS.get(how, "end_turn"), "stop_sequence": None}
        out = (self._named({"type": "content_block_stop", "index": 0})
               + self._named({"type": "message_delta", "delta": delta,
                              "usage": {"output_tokens": len(tokens(said))}}))
        return out if how == "stop_without_done" else out + self._named({"type": "message_stop"})
