#!/usr/bin/env python3
"""Times our training step and PyTorch's in turn, in one run, and prints their ratios.

Needs Debian's python3-torch and libopenblas0-pthread (run it with Debian's own python3), a JDK 25, and the benchmarks:
mvn -Pbenchmarks -DskipTests package

usage: /usr/bin/python3 benchmarks/compare.py [ROUNDS] [pair-mod67|parity|nanda-mainline]       JAVA_HOME names the JDK
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

# The set-up: arguments of our program; the peer's script, threads and steps; the peer's second form.
SETUPS = {
    "pair-mod67": (["pair-mod67"], "pytorch_pair.py", "1", "300", "collapsed"),
    "parity": (["parity"], "pytorch_parity.py", "1", "2000", "published"),
    "nanda-mainline": (["nanda-mainline", "2"], "pytorch_nanda.py", "2", "15", "last"),
}
setup = sys.argv[2] if len(sys.argv) > 2 else "pair-mod67"
arguments, script, threads, steps, form = SETUPS[setup]
here = pathlib.Path(__file__).resolve().parent
rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
# Kernels of another processor, chosen by these variables, halve the speed of either side.
environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}


# glibc would give arrays of some 100 kB back to the system at each step, and PyTorch's parity take up to twice as long.
malloc = {"MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}


def run(*command, **more):
    return subprocess.run(command, env={**environment, **more}, check=True, capture_output=True, text=True).stdout


def ours():
    """Milliseconds of a step, the median, and how many times its floor a step takes."""
    text = run(
        java,
        "--enable-native-access=ALL-UNNAMED",
        "-Dorg.bytedeco.javacpp.logger=slf4j",
        "-cp",
        str(here / "target" / "benchmarks.jar"),
        "periscope.benchmarks.StepBreakdown",
        *arguments,
    )
    step = float(re.search(r"^step +least +[0-9.]+ +median +([0-9.]+)", text, re.M).group(1)) / 1e3
    return step, float(re.search(r"^step / floor = .* = ([0-9.]+)", text, re.M).group(1))


def peer():
    """Milliseconds of PyTorch's step, as published and in its faster form."""
    result = json.loads(run(sys.executable, str(here / "peer" / script), threads, steps, **malloc))
    return result["published"], result[form]


published, faster, floors = [], [], []
for number in range(1, rounds + 1):
    slow, fast = peer()
    step, floor = ours()
    published.append(slow / step)
    faster.append(fast / step)
    floors.append(floor)
    print(
        f"{setup}, {threads} threads, round {number}: ours {step:.3f} ms ({floor:.2f} x its floor), "
        f"PyTorch as published {slow:.2f} ms ({slow / step:.1f} x ours), {form} {fast:.2f} ms ({fast / step:.1f} x ours)",
        flush=True,
    )
print(
    f"median ratios: {statistics.median(published):.1f} as published, {statistics.median(faster):.1f} {form}, "
    f"{statistics.median(floors):.2f} to the floor"
)
