#!/usr/bin/env python3
"""Compares every number that `periscope probe` found of a run with those of the NumPy peer, at every checkpoint.

Prints the worst difference of each measure, relative to the largest magnitude that it has at the same checkpoint, and exits 1 if one is above the
tolerance, if a measure of ours is missing in the peer, or the other way round. What the peer leaves out on purpose is in LEFT_OUT.

usage: /usr/bin/python3 benchmarks/check_probes.py RUN.h5 [RUN.probes.h5] [--by-definition]
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import h5py
import numpy as np

# Maps of points in the plane are a library's; the loss without each head is measured at some checkpoints of long runs only; the others are
# made once, of curves.
LEFT_OUT = re.compile(
    "(tsne|umap|ablation|events|phases|slingshots|lottery|double-descent|grokking|grokking-class|learning-phase)(/.*)?"
)
TOLERANCE = 1e-9


def measured(path):
    """Ours: numbers by the names of measures, without those that are absent."""
    found = {}

    def visit(name, it):
        if isinstance(it, h5py.Dataset) and it.shape is not None and "kind" in it.attrs:
            found[it.attrs["id"]] = it[()], it.attrs["kind"] == "series"

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return {name: it for name, it in found.items() if not LEFT_OUT.fullmatch(name)}


def difference(ours, theirs, series):
    """The worst of all rows: largest difference over largest magnitude; NaN must be where NaN is."""
    ours, theirs = (np.asarray(it, float) for it in (ours, theirs))
    if ours.shape != theirs.shape:
        return float("inf")
    if ours.size == 0:
        return 0.0
    ours, theirs = ([it.reshape(len(it), -1) if series else it.reshape(1, -1) for it in (ours, theirs)])
    both = np.isnan(ours) & np.isnan(theirs)
    apart = np.where(both | (ours == theirs), 0, np.abs(ours - theirs))
    magnitude = np.where(both, 0, np.abs(ours)).max(1)
    worst = np.where(apart.max(1) == 0, 0, apart.max(1) / np.where(magnitude == 0, 1, magnitude))
    return float("inf") if np.isnan(worst).any() else worst.max()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("probes", nargs="?", metavar="RUN.probes.h5")
    parser.add_argument("--by-definition", action="store_true", help="the peer's other form")
    options = parser.parse_args()
    ours = measured(options.probes or options.run.with_suffix(".probes.h5"))
    peer = pathlib.Path(__file__).resolve().parent / "peer" / "numpy_probes"
    with tempfile.TemporaryDirectory() as folder:
        numbers = pathlib.Path(folder) / "peer.npz"
        command = [sys.executable, "-B", str(peer), str(options.run), str(numbers)] + ["--by-definition"] * options.by_definition
        done = subprocess.run(command, stdout=subprocess.DEVNULL)
        if done.returncode:
            sys.exit(f"the peer failed with exit code {done.returncode}")
        with np.load(numbers) as file:
            theirs = dict(file)
    bad = 0
    for name, (values, series) in ours.items():
        worst = difference(values, theirs[name], series) if name in theirs else float("inf")
        fails = not worst <= TOLERANCE
        bad += fails
        print(f"{'DIFFERS' if fails else '       '} {worst:8.1e}  {name}{'' if name in theirs else '  the peer has none'}")
    for name in sorted(theirs.keys() - ours.keys()):
        bad += 1
        print(f"DIFFERS           {name}  only the peer has it")
    print(f"{len(ours)} measures, {bad} of them differ")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
