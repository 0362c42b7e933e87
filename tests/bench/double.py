"""The AI of the benchmark (tests/bench/ai_double.c), and curl as the plainest client of it."""
import json
import subprocess
import urllib.request
from pathlib import Path

from tests.bench.house import ROLE, job_description
from tests.fake_ai import answers
from tests.stack import ai_settings
from tests.stack.stack import free_port
from tests.stack.waiting import wait_until


class Double:
    """Use it in a `with`; all calls get the same five questions."""

    def __init__(self, bench, folder: Path):
        self.port = free_port()
        self._folder = folder
        answer = folder / "answer.json"
        answer.write_text(five())
        self._process = subprocess.Popen([bench.tool("ai_double"), str(self.port), str(answer)],
                                         start_new_session=True)
        self.pid = self._process.pid

    def __enter__(self) -> "Double":
        wait_until(self._answers, 5, "the AI double listens")
        return self

    def __exit__(self, *exc) -> None:
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        try:
            return bool(self.stats())
        except OSError:
            return False

    def _get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return answer.read().decode()

    def play(self, first_ms: int, rate: float, fail: bool = False, at_once: bool = False) -> None:
        """First content so long after the request, then so many tokens a second, 0: all. at_once: all of
        question 0. fail: the first call of each session fails."""
        self._get(f"/set?first_ms={first_ms}&rate={rate}&fail={int(fail)}&at_once={int(at_once)}")

    def stats(self) -> dict:
        return json.loads(self._get("/stats"))

    def log(self) -> list[dict]:
        """The calls since the last time, times in microseconds of the clock that all programs here share."""
        return [json.loads(line) for line in self._get("/log").splitlines()]

    def settings(self, base_url: str = "", **more) -> dict:
        """[ai] of a greenroom that asks this double, with a key as production has one."""
        section = ai_settings("openai", base_url or f"http://127.0.0.1:{self.port}/v1", "double-1", "sk-bench",
                              folder=self._folder)["ai"]
        return {"ai": {**section, **more}}

    def curl(self, count: int) -> list[float]:
        """Milliseconds from the request to the whole answer, as curl itself takes them, one call after another."""
        body = self._folder / "request.json"
        body.write_text(json.dumps({"model": "double-1", "stream": True, "messages": [
            {"role": "user", "content": json.dumps({"role": ROLE, "jobDescription": job_description()})}]}))
        return [1000 * float(subprocess.run(
            ["curl", "-sS", "-N", "-o", "/dev/null", "-w", "%{time_total}", "-H", "Content-Type: application/json",
             "-d", f"@{body}", f"http://127.0.0.1:{self.port}/v1/chat/completions"],
            capture_output=True, text=True, check=True).stdout) for _ in range(count)]


def five() -> str:
    """Five questions that pass the checks, as the model would say them."""
    ask = answers.Ask({"messages": [{"role": "user", "content": json.dumps({"role": ROLE})}]})
    return answers.as_json(answers.questions(ask, 5))
