"""What the three services take with nothing to do, beside what their servers take then."""
import time

from tests.bench.cpu import exact_s
from tests.bench.table import Row

SETTLE_SECONDS = 5
ROUNDS, SECONDS = 3, 15


def measure(bench) -> None:
    with bench.stack() as stack:
        bench.press_all(stack, bench.sessions(stack, 100))     # they have worked, and everything is connected
        time.sleep(SETTLE_SECONDS)
        parts: list[dict[str, float]] = []
        for _ in range(bench.rounds(ROUNDS)):
            before = spent(stack)
            time.sleep(SECONDS)
            parts.append({name: 100 * (value - before[name]) / SECONDS for name, value in spent(stack).items()})
    own = [program.name for program in stack.services]
    bench.add(Row("idle: CPU of all three services, of a core", "%",
                  [sum(part[name] for name in own) for part in parts], at_most=0.5))
    bench.note("Idle, % of a core: " + ", ".join(f"{name} {value:.3f}" for name, value in parts[-1].items()) + ".")


def spent(stack) -> dict[str, float]:
    return {program.name: exact_s(program.pid) for program in stack.programs if program is not stack.nginx}
