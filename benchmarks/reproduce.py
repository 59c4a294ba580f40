#!/usr/bin/env python3
"""Trains and measures the published set-ups over several seeds, and writes what came of them as tables.

usage: benchmarks/reproduce.py FOLDER [STUDY...]

Run files go to FOLDER, a folder a study; started again, it leaves out what is finished and goes on with what is not. Without names it
does all studies, the cheap ones first. The tables are written to docs/reproductions/STUDY.csv, one row a run: the steps at which it
memorised and generalised, the last losses and accuracies, its key frequencies, how its norm went, and what made it.
"""
import csv
import json
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).resolve().parent.parent
launcher = str(here / "periscope")

# What is trained: preset, seeds, changes. Ten seeds where a run takes seconds or minutes, three where it takes longer.
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
        f"omnigrok-constrained-{scale}": ("omnigrok-modadd-constrained", "0-9", [f"initialScale={scale}", "steps=1000"])
        for scale in (0.6, 0.8, 1.0, 1.2)
    },
    "pizza-pizza": ("pizza-pizza", "0-2", []),
    "pizza-clock": ("pizza-clock", "0-2", []),
    # The published phases end near 14,000 of 40,000 steps.
    "nanda-mainline": ("nanda-mainline", "0-3", ["steps=20000"]),
    # As long as each takes to generalise, and half as long again.
    **{
        f"nanda-fraction-{fraction}": ("nanda-mainline", "0-2", [f"split.fraction={fraction}", f"steps={steps}"])
        for fraction, steps in ((0.9, 2000), (0.8, 2000), (0.7, 2000), (0.6, 2000), (0.5, 3000), (0.4, 8000), (0.25, 30000))
    },
    "omnigrok-free": ("omnigrok-modadd-free", "0-2", []),
    **{f"power-{op}": (f"power-{op}", "0-2", []) for op in ("x+y", "x-y", "x-over-y", "x2+y2", "x3+xy", "s5")},
    "slingshot": ("slingshot", "0-2", []),
    "slingshot-large-epsilon": ("slingshot", "0-2", ["optimizer.epsilon=1e-5"]),
    "universality-c113-mlp": ("universality-c113-mlp", "0-2", []),
}

COLUMNS = [
    "seed", "memorised", "half", "generalised", "loss/train", "loss/test", "accuracy/train", "accuracy/test",
    "keys", "sum of squares", "software", "cpu", "blas",
]


def periscope(*arguments):
    ran = subprocess.run([launcher, *arguments], capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f"periscope {' '.join(arguments)}: {ran.stderr.strip()}")
    return ran.stdout


def row(run, seed):
    found = json.loads(periscope("probe", str(run), "--json"))
    measures = found["measures"]
    made = json.loads(periscope("inspect", str(run), "--json"))["provenance"]

    def number(name):
        value = measures.get(name)
        return "" if value is None or isinstance(value, dict) else value

    return {
        "seed": seed,
        **{event: number(f"events/{event}") for event in ("memorised", "half", "generalised")},
        **{name: number(name) for name in ("loss/train", "loss/test", "accuracy/train", "accuracy/test")},
        "keys": " ".join(str(key) for key in measures.get("keys") or []),
        "sum of squares": number("weights/sum-of-squares"),
        **{name: made.get(name, "") for name in ("software", "cpu", "blas")},
    }


def study(name, folder):
    preset, seeds, settings = STUDIES[name]
    runs = folder / name
    changes = [part for setting in settings for part in ("--set", setting)]
    print(f"{name}: {preset}, seeds {seeds} {' '.join(settings)}", flush=True)
    print(periscope("sweep", preset, "--seeds", seeds, "--out", str(runs), *changes), flush=True)
    first, last = seeds.split("-")
    table = here / "docs" / "reproductions" / f"{name}.csv"
    table.parent.mkdir(exist_ok=True)
    with open(table, "w", newline="") as out:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for seed in range(int(first), int(last) + 1):
            writer.writerow(row(runs / f"{preset}-seed{seed}.h5", seed))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    wanted = sys.argv[2:] or list(STUDIES)
    for unknown in set(wanted) - set(STUDIES):
        sys.exit(f"no study {unknown} among {', '.join(STUDIES)}")
    for one in wanted:
        study(one, pathlib.Path(sys.argv[1]))
