#!/usr/bin/env python3
"""The measures of a one-layer transformer on modular addition in NumPy, float64: the peer of `periscope probe`, and an oracle for it.

All that `periscope probe` measures at every checkpoint, but for the loss without each head, in two forms. One is rewritten for speed with what
periscope knows, too: matrix products where there can be any, tokens mapped to the neurons before attention mixes them, sums over the pairs of one
answer or one difference in place of cubes of p^3 numbers per frequency. The other one, by_definition.py, does what docs/measures.md says.

Reads a run file through h5py, measures every checkpoint in turn, prints JSON: milliseconds a checkpoint, also by groups of measures, the first time
apart. With FILE.npz it writes all numbers there, by the names of the measures, to be compared by check_probes.py.

usage: OPENBLAS_NUM_THREADS=2 /usr/bin/python3 benchmarks/peer/numpy_probes RUN.h5 [FILE.npz] [--by-definition] [--every K]
"""
import argparse
import collections
import json
import time
import types

import h5py
import numpy as np

import by_definition
import fourier
import geometry
import logits
import losses
import network
import neurons
from symmetricity import gradient_symmetricity
from task import Addition

REWRITTEN = types.SimpleNamespace(Activity=network.Activity, Spectra=neurons.Spectra, Parts=logits.Parts, of_parts=losses.of_parts)


class Run:
    """A run file: its weights, checkpoint by checkpoint."""

    def __init__(self, file):
        spec = json.loads(file["meta"].attrs["spec"])
        task, model = spec["task"], spec["model"]
        known = {"layers": 1, "activation": "relu", "attentionCoefficient": 1, "normalization": "none", "finalNormalization": False, "topK": 0}
        if task.get("operation") != "add" or not task.get("equalsToken") or task.get("pairs") != "ordered" or model["type"] != "transformer":
            raise SystemExit("not a transformer on addition of ordered pairs with a token for =")
        if any(model[name] != value for name, value in known.items()) or "blocks.0.mlp.b_in" not in file["params"]:
            raise SystemExit(f"not a transformer as of nanda-mainline: {known}, biases in the MLP only")
        self.params = {}
        file["params"].visititems(lambda name, it: self.params.update({name: it}) if isinstance(it, h5py.Dataset) else None)
        self.steps = file["step"][:]
        self.task = Addition(task["modulus"], file["split/train"][:])

    def weights(self, i):
        return network.Weights({name: it[i].astype(float) for name, it in self.params.items()}, self.task.p)


class Peer:
    """Measures checkpoints in one of the two forms; what the last one says of all is found first."""

    def __init__(self, run, form):
        self.run = run
        self.form = form
        self.task = task = run.task
        self.seconds = collections.defaultdict(float)
        w = run.weights(len(run.steps) - 1)
        activity = form.Activity(w)
        spectra = form.Spectra(task, activity)
        self.keys = spectra.keys()
        self.logit_keys = form.Parts(task, activity.logits).keys()
        self.chosen = spectra.chosen()
        self.shown_at = neurons.shown_at(len(run.steps), len(self.chosen) * task.p**2)
        components = geometry.Components(w.residues)
        self.final_axes = components.axes
        self.constants = {
            "keys": self.keys,
            "keys/neurons-per-key": spectra.measures(task)["keys/per-checkpoint"][self.keys - 1],
            "keys/logit-cosine": self.logit_keys,
            "keys/embedding-norm": self.embedding_keys(w),
            "neurons/fourier-2d/neurons": self.chosen,
            "neurons/fourier-2d/steps": run.steps[self.shown_at],
            **self.isolated(w, components),
        }

    def embedding_keys(self, w):
        norms = fourier.amplitudes(np.linalg.norm(self.task.F @ w.residues, axis=1))
        return self.task.frequencies[norms > norms.max() / 4]

    def isolated(self, w, components):
        """What the network makes of each circle of the embedding alone."""
        coordinates = components.along(components.axes)
        frequencies = geometry.circles(coordinates, (components.centred**2).sum())[1]
        found = [i for i in (0, 2) if i + 1 < len(frequencies) and frequencies[i] == frequencies[i + 1] > 0]
        clock, pizza = [], []
        for i in found:
            circle = components.mean + coordinates[:, i : i + 2] @ components.axes[i : i + 2]
            m = self.form.Parts(self.task, self.form.Activity(w.with_embedding(circle)).logits).templates()
            clock.append(m["clock/logit-fve/frequencies"][frequencies[i] - 1])
            pizza.append(m["pizza/logit-fve/frequencies"][frequencies[i] - 1])
        if not found:
            return {}
        return {"circles/frequencies": frequencies[found], "circles/clock-fve": clock, "circles/pizza-fve": pizza}

    def timed(self, group, function, *arguments):
        begun = time.perf_counter()
        result = function(*arguments)
        self.seconds[group] += time.perf_counter() - begun
        return result

    def measure(self, i):
        """All measures of a checkpoint."""
        task, form, timed = self.task, self.form, self.timed
        w = timed("reading", self.run.weights, i)
        m = timed("weights", self.of_weights, w)
        activity = timed("forward", form.Activity, w, self.chosen if i in self.shown_at else [])
        m["attention/scores"] = activity.scores
        m |= timed("losses", losses.of_examples, task, activity.rows)
        m |= timed("neurons", lambda: form.Spectra(task, activity).measures(task))
        if i in self.shown_at:
            m["neurons/fourier-2d"] = timed("neurons", neurons.plane, task, activity.kept)
        parts = timed("logits", form.Parts, task, activity.logits)
        m |= timed("logits", parts.measures, self.keys, self.logit_keys)
        m |= timed("templates", parts.templates)
        m["distance-irrelevance"] = timed("templates", logits.distance_irrelevance, task, activity.rows)
        if len(self.keys):
            m |= timed("restricted, excluded", form.of_parts, task, w, activity, parts, self.keys)
        m |= timed("geometry", lambda: geometry.measures(task, geometry.Components(w.residues), self.final_axes))
        m["gradient-symmetricity"] = timed("gradients", gradient_symmetricity, w, *task.triples)
        return m

    def of_weights(self, w):
        squares = {f"weights/sum-of-squares/{name}": np.vdot(it, it) for name, it in w.named.items()}
        m = {"weights/sum-of-squares": sum(squares.values()), "weights/not-finite": sum((~np.isfinite(it)).sum() for it in w.named.values())}
        return m | squares | fourier.of_weights(self.task, w, self.keys, self.logit_keys)


def main():
    parser = argparse.ArgumentParser(prog="numpy_probes")
    parser.add_argument("run")
    parser.add_argument("numbers", nargs="?", metavar="FILE.npz")
    parser.add_argument("--by-definition", action="store_true")
    parser.add_argument("--every", type=int, default=1, metavar="K", help="of every K-th checkpoint only, for timing")
    options = parser.parse_args()
    with h5py.File(options.run, "r") as file:
        run = Run(file)
        peer = Peer(run, by_definition if options.by_definition else REWRITTEN)
        peer.measure(0)  # warm
        peer.seconds.clear()
        begun = time.perf_counter()
        rows = [peer.measure(i) for i in range(0, len(run.steps), options.every)]
        each = (time.perf_counter() - begun) / len(rows) * 1e3
    groups = {name: spent / len(rows) * 1e3 for name, spent in peer.seconds.items()}
    if options.numbers:
        series = {name: np.array([row[name] for row in rows if name in row]) for name in rows[-1]}
        np.savez(options.numbers, **peer.constants, **series)
    print(json.dumps({"ms": each, "checkpoints": len(rows), "groups": groups, "measures": len(rows[-1])}))


if __name__ == "__main__":
    main()
