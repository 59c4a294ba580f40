"""The second form of the peer: the same measures as their definitions in docs/measures.md read.

Vectorised as published notebooks are, over whole arrays and with loops over frequencies and keys only, but not rewritten: all pairs go through the
network as one batch, neurons are transformed in both operands, cubes, templates and projections are formed over all pairs. Losses of given logits,
geometry, gradients, weights and scores are those of the other form.
"""
import functools

import numpy as np

import fourier
import logits
import losses
import network
import neurons


class Activity:
    """What a batch of all p^2 inputs (a, b, =) leads to: scores, neurons, logits."""

    def __init__(self, w, kept=()):
        p, n = w.p, len(w.b_in)
        a, b = np.divmod(np.arange(p * p), p)
        x = w.E[np.stack([a, b, np.full(p * p, p)], axis=1)] + w.position[:3]  # [pair][position][d]
        q = np.einsum("rd,hdk->rhk", x[:, -1], w.Q, optimize=True)
        k, v = (np.einsum("rid,hdk->rihk", x, matrix, optimize=True) for matrix in (w.K, w.V))
        pattern = network.attention(np.einsum("rhk,rihk->irh", q, k) / np.sqrt(q.shape[2]))
        z = np.einsum("irh,rihk->rhk", pattern, v)
        middle = x[:, -1] + np.einsum("rhk,hkd->rd", z, w.O, optimize=True)
        h = middle @ w.W_in
        h += w.b_in
        self.neurons = np.maximum(h, 0, out=h)  # [pair][n]
        self.rows = (middle + self.neurons @ w.W_out + w.b_out) @ w.U
        self.logits = self.rows.reshape(p, p, p)
        self.kept = self.neurons.reshape(p, p, n)[:, :, kept]
        self.scores = w.scores()


class Spectra(neurons.Spectra):
    """Shares of the frequencies, by a transform of all neurons in both operands."""

    def energies(self, task, activity):
        p = task.p
        mean = activity.neurons.mean(0)
        centred = activity.neurons - mean
        squares = fourier.plane(task.F, centred.reshape(p, p, -1)) ** 2
        squares[0, 0] = 0
        blocks = [[0, 2 * k - 1, 2 * k] for k in task.frequencies]
        energy = np.array([squares[np.ix_(block, block)].sum((0, 1)) for block in blocks])
        return energy, np.einsum("rn,rn->n", centred, centred), (p * mean) ** 2


class Templates:
    """Arrays [pair][class] of one frequency each, made of small tables when they are needed: all of a kind are too many to keep."""

    def __init__(self, task):
        t = np.arange(task.p)
        half = np.pi * np.outer(task.frequencies, t) / task.p
        self.cosines = task.cosines
        self.by_difference = np.abs(np.cos(half))  # periodic in the residue, as those below are
        self.by_offset = np.abs(np.cos(half)) - np.abs(np.sin(half))
        self.offset = (task.answer[:, None] - t) % task.p  # [pair][class]: a + b - c
        self.difference = (task.a - task.b) % task.p
        self.unit = np.sqrt(2 / task.p**3)
        self.kinds = {"clock": self.clock, "pizza": self.pizza}
        self.grams = {name: self.gram(kind, task) for name, kind in self.kinds.items()}

    def cube(self, k, pairs=slice(None)):
        """C_k, of unit norm over all pairs."""
        return (self.unit * self.cosines[k - 1])[self.offset[pairs]]

    def clock(self, k, pairs=slice(None)):
        return centred(self.cosines[k - 1][self.offset[pairs]])

    def pizza(self, k, pairs=slice(None)):
        template = self.by_offset[k - 1][self.offset[pairs]]
        template *= self.by_difference[k - 1][self.difference[pairs], None]
        return centred(template)

    def gram(self, kind, task):
        """Inner products of the templates of all frequencies, added up over the pairs of one a after another."""
        total = 0
        for rows in np.split(np.arange(task.p**2), task.p):
            some = np.array([kind(k, rows).ravel() for k in task.frequencies])
            total = total + some @ some.T
        return total


def centred(template):
    """Less each pair's mean over classes."""
    template -= template.mean(1, keepdims=True)
    return template


templates_of = functools.cache(Templates)  # one for each task


class Parts(logits.Parts):
    """Inner products of the logits with cubes and templates."""

    def of_cubes(self, logits):
        return np.array([np.vdot(templates_of(self.task).cube(k), logits) for k in self.task.frequencies])

    def templates(self):
        m, variance = {}, self.centred_norm**2
        tables = templates_of(self.task)
        for name, kind in tables.kinds.items():
            gram = tables.grams[name]
            products = np.array([np.vdot(kind(k), self.centred) for k in self.task.frequencies])
            m[f"{name}/logit-fve"] = products @ np.linalg.solve(gram, products) / variance
            m[f"{name}/logit-fve/frequencies"] = products**2 / (np.diag(gram) * variance)
        return m


def directions(task, keys):
    """c_k and s_k over all pairs, as rows."""
    angle = 2 * np.pi / task.p * np.outer(keys, task.answer)
    return np.sqrt(2) / task.p * np.concatenate([np.cos(angle), np.sin(angle)])


def of_parts(task, w, activity, parts, keys):
    """Restricted and excluded losses."""
    L, h, tables = activity.rows, activity.neurons, templates_of(task)

    def waves(values, some, pairs=slice(None)):
        unit = directions(task, some)
        return unit[:, pairs].T @ (unit @ values)

    def cubes(some, pairs=slice(None)):
        return sum(parts.coefficients[k - 1] * tables.cube(k, pairs) for k in some)

    kept = {"restricted": waves(L, keys), "restricted-cube": cubes(keys)}
    each = {name: losses.cross_entropy(it + L.mean(0), task.answer) for name, it in kept.items()}
    removed = {
        "excluded": lambda some: waves(L, some, task.train),
        "excluded-cube": lambda some: cubes(some, task.train),
        "excluded-mlp": lambda some: waves(h, some, task.train) @ w.W_L,
    }
    return losses.restricted(task, each) | losses.excluded(task, L, keys, removed)
