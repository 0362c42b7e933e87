"""
The AI double as a command:

    python3 -m tests.fake_ai --port 9100 --script steady

Then point a greenroom at it, with any key: OPENAI_BASE_URL=http://127.0.0.1:9100/v1 OPENAI_API_KEY=x make run, or
ANTHROPIC_BASE_URL=http://127.0.0.1:9100 ANTHROPIC_API_KEY=x make run. `--list` names the scripts. While it runs:

    curl http://127.0.0.1:9100/control                                      what it saw
    curl http://127.0.0.1:9100/control -d '{"play": "http_500"}'            from now on
    curl http://127.0.0.1:9100/control -d '{"then": ["abort", "fenced"]}'   the next two calls
    curl http://127.0.0.1:9100/control -d '{"play": {"tokens_per_s": 5, "hold_after_tokens": 20}}'
    curl http://127.0.0.1:9100/control -d '{"release": true}'
"""
import argparse
import sys

from tests.fake_ai import SCENARIOS, FakeAi


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.fake_ai", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=9100, help="loopback port (default 9100; 0: a free one)")
    parser.add_argument("--script", choices=sorted(SCENARIOS), default="answer", help="how to answer at first")
    parser.add_argument("--list", action="store_true", help="print the scripts' names and leave")
    options = parser.parse_args()
    if options.list:
        print("\n".join(SCENARIOS))
        return 0
    try:
        with FakeAi(options.port, SCENARIOS[options.script]) as ai:
            print(f"AI double: {ai.url} (Anthropic), {ai.openai_url} (OpenAI)", flush=True)
            ai.join()
    except OSError as failure:
        print(f"AI double: port {options.port}: {failure.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
