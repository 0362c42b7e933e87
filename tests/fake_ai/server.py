"""The AI double's server: which script answers which call, and what is remembered of each."""
import asyncio
import dataclasses
import json
import threading
import time
from dataclasses import dataclass, field

from tests.fake_ai import answers, obedience, wire
from tests.fake_ai.http1 import Connection, Cutter, Request
from tests.fake_ai.script import SCENARIOS, Script
from tests.fake_ai.speech import Speech

TICK_S = 0.005      # tokens due within one tick go out together


@dataclass
class Call:
    """One generation call as the double saw it; times are time.monotonic()."""
    number: int
    provider: str
    path: str
    headers: dict
    body: dict
    connection: int
    began: float = field(default_factory=time.monotonic)
    first_content: float | None = None
    ended: float | None = None
    status: int = 0
    tokens_sent: int = 0
    dropped: bool = False           # the client left before the answer was out

    @property
    def open(self) -> bool:
        return self.ended is None

    @property
    def text(self) -> str:
        """The whole request as text, to look for what must (not) be in it."""
        return json.dumps(self.body, ensure_ascii=False)

    def public(self) -> dict:
        secret = ("authorization", "x-api-key")
        shown = {k: "(set)" if k in secret else v for k, v in self.headers.items()}
        return {**dataclasses.asdict(self), "headers": shown}


class FakeAi:
    """
    An AI on a loopback port, in a thread of its own. It answers with `script` unless `then` queued something for
    the next calls or `when` set something for requests that hold a certain text. All methods are for other threads.
    """

    def __init__(self, port: int = 0, script: Script | None = None):
        self.script = script or Script()
        self.records: list[Call] = []
        self.connections = 0
        self._queued: list[Script] = []
        self._special: list[tuple[str, Script]] = []
        self.speech = Speech()
        self.spoken: list[Call] = []
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._gate: asyncio.Event | None = None
        self._started = threading.Event()
        self._failure: Exception | None = None
        self._wanted_port = port
        self._thread = threading.Thread(target=self._run, name="fake-ai", daemon=True)

    # life

    def start(self) -> "FakeAi":
        self._thread.start()
        self._started.wait()
        if self._failure:
            raise self._failure
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def __enter__(self) -> "FakeAi":
        return self.start()

    def __exit__(self, *exc) -> None:
        self.stop()

    def join(self) -> None:
        self._thread.join()

    @property
    def url(self) -> str:
        """What ANTHROPIC_BASE_URL wants; openai_url is what OPENAI_BASE_URL wants."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def openai_url(self) -> str:
        return self.url + "/v1"

    # what it does

    def play(self, script: Script | str, **changes) -> None:
        """From now on answer so; a name stands for SCENARIOS[name]."""
        self.script = _script(script).but(**changes)

    def then(self, *scripts: Script | str) -> None:
        """Answer the next calls with these, one each."""
        with self._lock:
            self._queued += [_script(s) for s in scripts]

    def when(self, text: str, script: Script | str) -> None:
        """Answer every request that holds this text with this script."""
        with self._lock:
            self._special.append((text, _script(script)))

    def hold_after_tokens(self, n: int) -> None:
        """Stop each answer behind n tokens until release()."""
        self.script = self.script.but(hold_after_tokens=n)

    def release(self) -> None:
        """Let all held answers go on, and hold no further ones."""
        self.script = self.script.but(hold_after_tokens=None)
        self._loop.call_soon_threadsafe(self._gate.set)

    def reset(self) -> None:
        """As new: plain answers, nothing remembered. Running answers go on as they began."""
        self.release()
        with self._lock:
            self.script, self.records, self.connections = Script(), [], 0
            self._queued, self._special = [], []
            self.speech, self.spoken = Speech(), []

    # what it saw

    @property
    def calls(self) -> int:
        return len(self.records)

    @property
    def open_calls(self) -> int:
        return sum(call.open for call in self.records)

    # inside the thread

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._listen())
        except OSError as failure:
            self._failure = failure
            self._started.set()
            return
        self._started.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._server.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _listen(self) -> None:
        self._gate = asyncio.Event()
        self._server = await self._loop.create_server(self._connection, "127.0.0.1", self._wanted_port,
                                                      backlog=2048, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    def _connection(self) -> Connection:
        self.connections += 1
        return Connection(self._serve, self.connections)

    async def _serve(self, connection: Connection, request: Request) -> None:
        provider = None
        if request.method == "POST" and request.path.endswith("/chat/completions"):
            provider = "openai"
        elif request.method == "POST" and request.path.endswith("/messages"):
            provider = "anthropic"
        elif request.method == "POST" and request.path.endswith("/audio/speech"):
            await self._speak(connection, request)
            return
        if provider:
            await self._generate(connection, request, provider)
        elif request.method == "GET" and request.path.endswith("/models"):
            await _json(connection, 200, {"object": "list", "data": [{"id": "double-1", "object": "model"}]})
        elif request.path == "/control":
            await self._control(connection, request)
        else:
            await _json(connection, 404, {"error": {"message": "No such route.", "type": "not_found_error"}})

    async def _control(self, connection: Connection, request: Request) -> None:
        """GET: what was seen. POST: {"play": name or fields, "then": [...], "release": true, "reset": true}."""
        order = request.json() if request.method == "POST" else {}
        try:
            if order.get("reset"):
                self.reset()
            if "play" in order:
                self.play(_script(order["play"]))
            self.then(*order.get("then", []))
            if order.get("release"):
                self.release()
        except (KeyError, TypeError, ValueError) as wrong:
            await _json(connection, 400, {"error": str(wrong)})
            return
        await _json(connection, 200, {"calls": self.calls, "connections": self.connections,
                                      "script": dataclasses.asdict(self.script),
                                      "records": [call.public() for call in self.records]})

    def _pick(self, text: str) -> Script:
        with self._lock:
            for needle, script in self._special:
                if needle in text:
                    return script
            return self._queued.pop(0) if self._queued else self.script

    async def _speak(self, connection: Connection, request: Request) -> None:
        call = Call(len(self.spoken) + 1, "speech", request.path, request.headers, request.json(), connection.number)
        speech = self.speech.at(call.number)
        self.spoken.append(call)
        call.status = speech.status
        try:
            if speech.status == 0:
                await _forever()
            await asyncio.sleep(speech.after_s)
            await connection.reply(speech.status, {"Content-Type": speech.media_type, **speech.headers}, speech.body)
        except asyncio.CancelledError:
            call.dropped = True
            raise
        finally:
            call.ended = time.monotonic()

    async def _generate(self, connection: Connection, request: Request, provider: str) -> None:
        body = request.json()
        call = Call(self.calls + 1, provider, request.path, request.headers, body, connection.number)
        self.records.append(call)
        script = self._pick(call.text)
        if script.hold_after_tokens is not None:
            self._gate.clear()
        try:
            await self._answer(connection, call, script)
        except asyncio.CancelledError:
            call.dropped = True
            raise
        finally:
            call.ended = time.monotonic()

    async def _answer(self, connection: Connection, call: Call, script: Script) -> None:
        speaker = (wire.OpenAI if call.provider == "openai" else wire.Anthropic)(script, call.body)
        refused = [name for name in script.refuse_parameters if f'"{name}"' in call.text]
        if script.status == 0:
            await _forever()
        await asyncio.sleep(script.headers_after_s)
        if script.status == -1:
            call.status = -1
            connection.cut()
            return
        call.status = 400 if refused else script.status
        if refused:
            await _json(connection, 400, speaker.refused_parameter(refused[0]))
        elif script.status != 200:
            await _refuse(connection, script, speaker)
        elif call.body.get("stream"):
            await Stream(connection, call, script, speaker, self._gate).run()
        else:
            await asyncio.sleep(script.first_content_s)
            await _json(connection, 200, speaker.whole(content(script, call.body)))


class Stream:
    """One streamed answer on its way."""

    def __init__(self, connection: Connection, call: Call, script: Script, speaker: wire.Wire,
                 gate: asyncio.Event):
        self.connection, self.call, self.script, self.speaker = connection, call, script, speaker
        self.gate = gate
        self.out = Cutter(connection, script.cut_seed, script.bytes_per_s)
        self.pieces = wire.tokens(content(script, call.body))[:script.stop_after_tokens]

    async def run(self) -> None:
        self.connection.begin(200, {"Content-Type": "text/event-stream", "Cache-Control": "no-cache",
                                    "x-request-id": f"req_{self.call.number}",
                                    "request-id": f"req_{self.call.number}"})
        await self.out.write(self.speaker.start())
        await self._quiet(asyncio.sleep(self.script.first_content_s))
        await self._say()
        await self.out.write(self.speaker.junk(self.script.junk))
        await self._end()

    async def _say(self) -> None:
        """Token k is due at k / tokens_per_s; whatever is due goes out together, so a late loop catches up."""
        hold = self.script.hold_after_tokens
        pause_s = 1 / self.script.tokens_per_s if self.script.tokens_per_s else 0
        began, at = time.monotonic(), 0
        if self.pieces:
            self.call.first_content = began
        while at < len(self.pieces):
            if hold is not None and at >= hold:
                hold = None
                await self._quiet(self.gate.wait())
                began = time.monotonic() - at * pause_s
            due = len(self.pieces)
            if pause_s:
                due = min(due, 1 + int((time.monotonic() - began) / pause_s))
            if hold is not None:
                due = min(due, hold)
            await self.out.write(b"".join(self.speaker.text(p) for p in self.pieces[at:due]))
            at = self.call.tokens_sent = due
            if pause_s and at < len(self.pieces):
                await asyncio.sleep(max(TICK_S, at * pause_s - (time.monotonic() - began)))

    async def _quiet(self, waiting) -> None:
        """Wait, with keep-alives if the script has them."""
        if not self.script.keepalive_s:
            await waiting
            return
        task = asyncio.ensure_future(waiting)
        try:
            while not (await asyncio.wait({task}, timeout=self.script.keepalive_s))[0]:
                await self.out.write(self.speaker.keepalive())
        finally:
            task.cancel()

    async def _end(self) -> None:
        how = self.script.end
        if how == "hang":
            await self._quiet(_forever())
        elif how == "cut":
            self.connection.cut()
        else:
            if how != "eof":
                await self.out.write(self.speaker.end(how.removesuffix("_then_hang"), "".join(self.pieces)))
            if how.endswith("_then_hang"):
                await self._quiet(_forever())
            self.connection.end()


def content(script: Script, body: dict) -> str:
    """The text that the script has the model say to this request."""
    if script.answer is not None:
        return script.answer
    ask = answers.Ask(body)
    count = ask.count if script.questions is None else script.questions
    if script.texts is not None:
        items = [{"text": text, "category": "Behavioral", "competency": "General", "difficulty": "medium"}
                 for text in script.texts]
    elif script.own_words:
        items = obedience.in_own_words(ask.description, count)
    elif script.obey:
        items = answers.obeyed(ask, count)
    else:
        items = answers.questions(ask, count)
    text = script.before + answers.as_json(items) + script.after
    return text[len(ask.prefill):] if ask.prefill and text.startswith(ask.prefill) else text


def _script(what) -> Script:
    if isinstance(what, str):
        return SCENARIOS[what]
    return Script(**what) if isinstance(what, dict) else what


async def _forever() -> None:
    await asyncio.get_running_loop().create_future()


async def _refuse(connection: Connection, script: Script, speaker: wire.Wire) -> None:
    if script.body is None:
        await _json(connection, script.status, speaker.error(script.status, script.error_type), script.headers)
    else:
        await connection.reply(script.status, script.headers, script.body.encode())


async def _json(connection: Connection, status: int, value: dict, headers: dict | None = None) -> None:
    await connection.reply(status, {"Content-Type": "application/json", **(headers or {})},
                           json.dumps(value).encode())
