#!/usr/bin/env python3
"""Times all probes of ours and two NumPy versions of the same measures in turn, in one run, and prints their ratios.

The NumPy versions are the two forms of benchmarks/peer/numpy_probes: rewritten for speed, and by definition, of every fourth checkpoint only, since
it takes longer. check_probes.py compares the numbers of either with ours. Needs Debian's python3-h5py and python3-numpy with libopenblas0-pthread
(run it with Debian's own python3), a JDK 25, a run of `nanda-mainline` with some checkpoints, and the benchmarks: mvn -Pbenchmarks -DskipTests package

usage: /usr/bin/python3 benchmarks/compare_probes.py RUN.h5 [ROUNDS] [THREADS]       JAVA_HOME names the JDK
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

run = sys.argv[1]
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
threads = sys.argv[3] if len(sys.argv) > 3 else "2"
here = pathlib.Path(__file__).resolve().parent
java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}

# Both keep the memory that they have had: pages that are new to a process cost more on some machines than what is done with them.
heap = ["-Xms2g", "-XX:+AlwaysPreTouch"]
malloc = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(4 << 30)}
# The launcher's for probe: large regions, and slices of arrays that cost nothing.
options = [
    "-XX:+UseG1GC",
    "-XX:G1HeapRegionSize=32m",
    "-XX:CompileCommand=quiet",
    "-XX:CompileCommand=inline,jdk.internal.foreign.HeapMemorySegmentImpl*::dup",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-Dorg.bytedeco.javacpp.logger=slf4j",
]


def output(*command, **more):
    return subprocess.run(command, env={**environment, **more}, check=True, capture_output=True, text=True).stdout


def ours():
    text = output(
        java,
        *heap,
        *options,
        "-cp",
        str(here / "target" / "benchmarks.jar"),
        "periscope.benchmarks.ProbeSpeed",
        run,
        threads,
    )
    return float(re.search(r"^([0-9.]+) ms", text, re.M).group(1))


def peer(*form):
    command = [sys.executable, "-B", str(here / "peer" / "numpy_probes"), run, *form]
    return json.loads(output(*command, OPENBLAS_NUM_THREADS=threads, **malloc))


forms = {"rewritten": [], "by definition": ["--by-definition", "--every", "4"]}
times, ratios = {name: [] for name in ["ours", *forms]}, {name: [] for name in forms}
for number in range(1, rounds + 1):
    found = {name: peer(*form) for name, form in forms.items()}
    mine = ours()
    times["ours"].append(mine)
    said = [f"ours {mine:.0f} ms a checkpoint"]
    for name, it in found.items():
        times[name].append(it["ms"])
        ratios[name].append(it["ms"] / mine)
        said.append(f"NumPy {name} {it['ms']:.0f} ms ({it['ms'] / mine:.1f} x ours)")
    print(f"round {number}, {threads} threads: " + ", ".join(said), flush=True)
print("medians: " + ", ".join(f"{name} {statistics.median(it):.0f} ms" for name, it in times.items()))
print("median ratios: " + ", ".join(f"{name} {statistics.median(it):.1f}" for name, it in ratios.items()))
for name, it in found.items():
    print(f"NumPy {name}, ms: " + ", ".join(f"{group} {spent:.1f}" for group, spent in it["groups"].items()))
