#!/usr/bin/env python3
"""Trains and measures the published set-ups over several seeds, and writes what came of them as tables.

Run files go to FOLDER, a folder a study; started again, it leaves out what is finished and goes on with what is not. Without names it
does all studies, the cheap ones first. The tables are written to docs/reproductions/STUDY.csv, one row a run: the steps at which it
memorised and generalised, the last losses and accuracies, its key frequencies and phases, how its norm went, and what made it. A
measure that does not apply to a run leaves its cell empty.
"""
import argparse
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent.parent
launcher = str(here / "periscope")

# What is trained: preset, seeds, changes. Ten seeds where a run takes seconds or minutes, three where it takes longer. Where the claim
# is settled sooner than the published run ends, the run is shorter, and checkpoints are as many as the measures need.
STUDIES = {
    "pair-parity": ("pair-parity", "0-9", []),
    "pair-parity-l2": ("pair-parity-l2", "0-9", []),
    "pair-circle5": ("pair-circle5", "0-19", []),
    "pair-gen-mem": ("pair-gen-mem", "0-9", []),
    "pair-gen-mem-gen": ("pair-gen-mem-gen", "0-9", []),
    "gromov": ("gromov", "0-9", []),
    "k-sparse-1": ("k-sparse-1", "0-9", []),
    "pair-mod67": ("pair-mod67", "0-39", []),
    **{
        f"omnigrok-constrained-{scale}": (
            "omnigrok-modadd-constrained", "0-9", [f"initialScale={scale}", "steps=1000", "checkpoints=every:50"],
        )
        for scale in (0.6, 0.8, 1.0, 1.2)
    },
    # The published phases end near 14,000 of 40,000 steps.
    "nanda-mainline": ("nanda-mainline", "0-3", ["steps=20000"]),
    "universality-c113-mlp": ("universality-c113-mlp", "0-3", ["steps=50000"]),
    "pizza-pizza": ("pizza-pizza", "0-3", ["steps=3000", "checkpoints=every:50"]),
    "pizza-clock": ("pizza-clock", "0-3", ["steps=3000", "checkpoints=every:50"]),
    **{
        f"power-{op}": (f"power-{op}", "0-2", [f"steps={steps}", "checkpoints=log:12", "metricsEvery=100"])
        for op, steps in (("x+y", 3000), ("x-y", 5000), ("x-over-y", 5000), ("x2+y2", 3000), ("x3+xy", 6000), ("s5", 6000))
    },
    "slingshot": ("slingshot", "0-2", ["steps=10000", "checkpoints=every:500", "metricsEvery=50"]),
    "slingshot-large-epsilon": ("slingshot", "0-2", ["steps=10000", "checkpoints=every:500", "metricsEvery=50", "optimizer.epsilon=1e-5"]),
    # As long as each takes to generalise, and half as long again.
    **{
        f"nanda-fraction-{fraction}": (
            "nanda-mainline", "0-3", [f"split.fraction={fraction}", f"steps={steps}", "checkpoints=log:40", "metricsEvery=10"],
        )
        for fraction, steps in ((0.9, 800), (0.8, 800), (0.7, 800), (0.6, 1000), (0.5, 2000), (0.4, 6000), (0.25, 30000))
    },
    "omnigrok-free": ("omnigrok-modadd-free", "0-2", []),
    # Fashion-MNIST where Debian's package puts it; without a delay soon all is over.
    **{
        f"omnigrok-mnist-{scale}": (
            "omnigrok-mnist", "0-2", [f"initialScale={scale}", f"steps={steps}", "task.directory=/usr/share/datasets/fashion-mnist"],
        )
        for scale, steps in ((8, 100000), (1, 10000))
    },
}

# Measures that are columns by their own names.
OUTCOME = ["loss/train", "loss/test", "loss/all", "accuracy/train", "accuracy/test"]
CIRCUIT = [
    "restricted/all", "logit-fve", "neurons/share-above-0.85", "phases/memorisation-end", "phases/circuit-formation-end",
    "phases/clean-up-start", "phases/clean-up-end", "gradient-symmetricity", "distance-irrelevance", "circularity",
]
EVENTS = ["memorised", "half", "generalised"]

COLUMNS = [
    "seed", *EVENTS, "test loss below 0.1", "test accuracy 0.95", "highest test accuracy", *OUTCOME,
    "keys", "norm at start", "highest norm", "norm", *CIRCUIT, "spikes", "slingshots", "software", "cpu", "blas",
]

# What these need: all other measures would take as long as training does where there are many heads.
MEASURES = [
    *(f"events/{event}" for event in EVENTS), *OUTCOME, "keys", "weights/sum-of-squares", *CIRCUIT, "slingshots/spikes", "slingshots",
]


def periscope(*arguments):
    ran = subprocess.run([launcher, *arguments], capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"periscope {' '.join(arguments)}: {ran.stderr.strip()}")
    return ran.stdout


def exported(run):
    """The metrics and the measures that are one number a checkpoint, each a list of rows."""
    with tempfile.TemporaryDirectory() as folder:
        periscope("export", str(run), "--format", "csv", "--only", "metrics,measures", "--out", folder)
        tables = []
        for name in ("metrics.csv", "measures.csv"):
            with open(pathlib.Path(folder) / name, newline="") as table:
                tables.append([{key: float(value) for key, value in row.items() if value} for row in csv.DictReader(table)])
        return tables


def row(run, seed):
    measures = json.loads(periscope("probe", str(run), "--only", ",".join(MEASURES), "--json"))["measures"]
    made = json.loads(periscope("inspect", str(run), "--json"))["provenance"]
    metrics, checkpoints = exported(run)

    def number(name):
        value = measures.get(name)
        return "" if value is None or isinstance(value, dict) else value

    def first(holds):
        return next((int(at["step"]) for at in metrics if holds(at)), "")

    def count(name):
        return len(measures[name]) if isinstance(measures.get(name), list) else ""

    norms = [at["weights/sum-of-squares"] ** 0.5 for at in checkpoints if "weights/sum-of-squares" in at]
    found = {
        "seed": seed,
        **{event: number(f"events/{event}") for event in EVENTS},
        "test loss below 0.1": first(lambda at: at.get("loss/test", 1) < 0.1),
        "test accuracy 0.95": first(lambda at: at.get("accuracy/test", 0) >= 0.95),
        "highest test accuracy": max((at["accuracy/test"] for at in metrics if "accuracy/test" in at), default=""),
        "keys": " ".join(str(key) for key in measures.get("keys") or []),
        "norm at start": norms[0], "highest norm": max(norms), "norm": norms[-1],
        "spikes": count("slingshots/spikes"), "slingshots": count("slingshots"),
        **{name: made.get(name, "") for name in ("software", "cpu", "blas")},
    }
    return {name: found[name] if name in found else number(name) for name in COLUMNS}


def study(name, folder):
    preset, seeds, settings = STUDIES[name]
    runs = folder / name
    changes = [part for setting in settings for part in ("--set", setting)]
    print(f"{name}: {preset}, seeds {seeds} {' '.join(settings)}", flush=True)
    periscope("train", preset, "--seeds", seeds, "--out", str(runs), *changes)
    first, last = seeds.split("-")
    table = here / "docs" / "reproductions" / f"{name}.csv"
    table.parent.mkdir(exist_ok=True)
    with open(table, "w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for seed in range(int(first), int(last) + 1):
            writer.writerow(row(runs / f"{preset}-seed{seed}.h5", seed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", metavar="FOLDER", type=pathlib.Path, help="where runs go")
    parser.add_argument("studies", metavar="STUDY", nargs="*", help=f"of {', '.join(STUDIES)}")
    arguments = parser.parse_args()
    wanted = arguments.studies or list(STUDIES)
    for unknown in set(wanted) - set(STUDIES):
        parser.error(f"no study {unknown} among {', '.join(STUDIES)}")
    for one in wanted:
        study(one, arguments.folder)
