#!/usr/bin/env python3
"""The measures of a one-layer transformer on modular addition in NumPy, float64: the peer of `periscope probe`.

Written as a researcher who minds speed would: matrix products where there can be any, nothing of size p^3 per frequency, the sum directions
by sums over pairs of one answer. Reads a run file through h5py, measures every checkpoint in turn, and prints JSON: milliseconds a checkpoint and
the numbers of the last one, to be compared.

usage: OPENBLAS_NUM_THREADS=2 /usr/bin/python3 benchmarks/peer/numpy_probes.py RUN.h5
"""
import json
import sys
import time

import h5py
import numpy as np


def fourier(p):
    rows = [np.full(p, 1 / np.sqrt(p))]
    t = np.arange(p)
    for k in range(1, p // 2 + 1):
        rows.append(np.sqrt(2 / p) * np.cos(2 * np.pi * k * t / p))
        rows.append(np.sqrt(2 / p) * np.sin(2 * np.pi * k * t / p))
    return np.array(rows)[:p]


def losses(logits, labels):
    top = logits.max(1, keepdims=True)
    return np.log(np.exp(logits - top).sum(1)) + top[:, 0] - logits[np.arange(len(labels)), labels]


def gini(x):
    x = np.sort(x)
    n = len(x)
    return 2 * (np.arange(1, n + 1) * x).sum() / (n * x.sum()) - (n + 1) / n


class Probes:
    def __init__(self, p, train, last):
        self.p = p
        self.a, self.b = np.divmod(np.arange(p * p), p)
        self.labels = (self.a + self.b) % p
        self.train = train
        self.test = np.setdiff1d(np.arange(p * p), train)
        self.F = fourier(p)
        self.order = np.argsort(self.labels, kind="stable")
        self.diff = (np.arange(p)[None, :] - np.arange(p)[:, None]) % p  # class minus answer
        self.cosines = np.cos(2 * np.pi * np.outer(np.arange(1, p // 2 + 1), np.arange(p)) / p)
        self.keys = []
        neurons, _ = self.forward(last)
        shares, found = self.spectra(neurons)
        self.keys = sorted(set(found[shares > 0.85].tolist()))
        self.axes = self.pca(last["embed.W_E"][:p].astype(float))[0]

    def forward(self, w):
        """Neurons [p^2, n] and logits [p^2, p]; embeddings go through the projections once per token."""
        p = self.p
        tokens = w["embed.W_E"][:p] + w["pos_embed.W_pos"][:2, None, :]
        equals = w["embed.W_E"][p] + w["pos_embed.W_pos"][2]
        q = np.einsum("d,hdk->hk", equals, w["blocks.0.attn.W_Q"])
        out = equals[None, :]
        d = q.shape[1]
        rows, scores = [], []
        for x in (tokens[0], tokens[1], equals[None, :]):
            k = np.einsum("td,hdk->thk", x, w["blocks.0.attn.W_K"])
            v = np.einsum("td,hdk->thk", x, w["blocks.0.attn.W_V"])
            scores.append(np.einsum("thk,hk->th", k, q) / np.sqrt(d))
            rows.append(v)
        s = np.stack([scores[0][self.a], scores[1][self.b], np.broadcast_to(scores[2], (p * p, q.shape[0]))])
        e = np.exp(s - s.max(0))
        pattern = e / e.sum(0)
        z = (
            pattern[0][:, :, None] * rows[0][self.a]
            + pattern[1][:, :, None] * rows[1][self.b]
            + pattern[2][:, :, None] * rows[2]
        )
        mid = z.reshape(p * p, -1) @ w["blocks.0.attn.W_O"].reshape(-1, out.shape[1]) + out
        neurons = np.maximum(mid @ w["blocks.0.mlp.W_in"] + w["blocks.0.mlp.b_in"], 0)
        after = mid + neurons @ w["blocks.0.mlp.W_out"] + w["blocks.0.mlp.b_out"]
        return neurons, after @ w["unembed.W_U"][:, :p]

    def spectra(self, neurons):
        p, F = self.p, self.F
        n = neurons.shape[1]
        h = neurons - neurons.mean(0)
        total = (h * h).sum(0)
        half = (F @ h.reshape(p, p * n)).reshape(p, p, n)
        both = np.matmul(F, half)  # [f][g][n]
        energy = both * both
        energy[0, 0] = 0
        share = np.zeros((p // 2 + 1, n))
        for k in range(1, p // 2 + 1):
            i = [0, 2 * k - 1, 2 * k]
            share[k] = energy[np.ix_(i, i)].sum((0, 1))
        alive = total > 1e-20 * (neurons * neurons).sum(0)
        share = np.where(alive, share / np.where(alive, total, 1), 0)
        return share.max(0), share.argmax(0)

    def pca(self, x):
        x = x - x.mean(0)
        u, s, vt = np.linalg.svd(x, full_matrices=False)
        return vt[:4], u, s * s / (s * s).sum()

    def means(self, values):
        return values[self.order].reshape(self.p, self.p, -1).mean(1)  # [answer][...]

    def part(self, means, keys):
        rows = [r for k in keys for r in (2 * k - 1, 2 * k)]
        return self.F[rows].T @ (self.F[rows] @ means)

    def cube(self, means, keys):
        p = self.p
        d = np.bincount(self.diff.ravel(), means.ravel(), p)
        table = np.zeros((p, p))
        for k in keys:
            table += (2 / (p * p)) * (self.cosines[k - 1] @ d) * self.cosines[k - 1][self.diff]
        return table

    def measure(self, w):
        p, F = self.p, self.F
        m = {}
        neurons, logits = self.forward(w)
        loss = losses(logits, self.labels)
        right = logits.argmax(1) == self.labels
        for name, rows in (("train", self.train), ("test", self.test), ("all", slice(None))):
            m[f"loss/{name}"] = loss[rows].mean()
            m[f"accuracy/{name}"] = right[rows].mean()
        share, _ = self.spectra(neurons)
        m["neurons/share-above-0.85"] = (share > 0.85).mean()
        embedding = w["embed.W_E"][:p].astype(float)
        wl = w["blocks.0.mlp.W_out"].astype(float) @ w["unembed.W_U"][:, :p]
        for name, matrix in (("W_E", embedding), ("W_L", wl.T)):
            norms = np.linalg.norm(F @ matrix, axis=1)
            m[f"gini/{name}"] = gini(norms)
            rows = [r for k in self.keys for r in (2 * k - 1, 2 * k)]
            m[f"{name}/explained-by-keys"] = (norms[rows] ** 2).sum() / (norms**2).sum()
        m["weights/sum-of-squares"] = sum((v.astype(float) ** 2).sum() for v in w.values())
        _, u, shares = self.pca(embedding)
        m["effective-dimension"] = np.exp(-(shares[shares > 0] * np.log(shares[shares > 0])).sum())
        centred = embedding - embedding.mean(0)
        m["pca/final-axes/explained"] = ((centred @ self.axes.T) ** 2).sum(0).tolist()
        circles = 2 / p * (np.abs(np.fft.rfft(u[:, :4], axis=0))[1:] ** 2).max(0)
        m["circularity"] = np.clip(circles, 0, 1).mean()
        means = self.means(logits)
        m["restricted/all"], m["restricted/train"], m["restricted/test"] = self.restricted(means)
        x = logits[self.train]
        y = self.labels[self.train]
        if self.keys:
            m["excluded/all-keys/train"] = losses(x - self.part(means, self.keys)[y], y).mean()
            m["excluded-cube/all-keys/train"] = losses(x - self.cube(means, self.keys)[y], y).mean()
            mlp = self.means(neurons) @ wl
            m["excluded-mlp/all-keys/train"] = losses(x - self.part(mlp, self.keys)[y], y).mean()
            for k in self.keys:
                m[f"excluded/{k}"] = losses(x - self.part(means, [k])[y], y).mean()
                m[f"excluded-cube/{k}"] = losses(x - self.cube(means, [k])[y], y).mean()
        d = np.bincount(self.diff.ravel(), means.ravel(), p)
        coefficients = (np.sqrt(2) / p) * np.sqrt(p) * (self.cosines @ d) * np.sqrt(1 / p)
        norm = np.linalg.norm(logits)
        centred_logits = logits - logits.mean(1, keepdims=True)
        m["logits/cosine"] = (coefficients / norm).tolist()[:3]
        m["logit-norm"] = float(np.linalg.norm(centred_logits))
        correct = logits[np.arange(p * p), self.labels]
        table = np.zeros((p, p))
        table[self.labels, (self.a - self.b) % p] = correct
        m["distance-irrelevance"] = table.std(0).mean() / correct.std()
        z = x - x.max(1, keepdims=True)
        m["softmax-collapse"] = (np.exp(z.astype(np.float32)).sum(1, dtype=np.float32) == 1).mean()
        return m

    def restricted(self, means):
        table = self.part(means, self.keys) + means.mean(0) if self.keys else np.broadcast_to(means.mean(0), means.shape)
        each = losses(table, np.arange(self.p))[self.labels]
        return each.mean(), each[self.train].mean(), each[self.test].mean()


def main():
    with h5py.File(sys.argv[1], "r") as file:
        names = []
        file["params"].visititems(lambda name, it: names.append(name) if isinstance(it, h5py.Dataset) else None)
        data = {file["params/" + n].name.split("/params/")[1]: file["params/" + n] for n in names}
        train = file["split/train"][:]
        steps = len(file["step"])

        def weights(i):
            return {n: it[i].astype(float) for n, it in data.items()}

        p = data["embed.W_E"].shape[1] - 1
        probes = Probes(p, np.sort(train), weights(steps - 1))
        probes.measure(weights(0))  # warm
        begun = time.perf_counter()
        for i in range(steps):
            last = probes.measure(weights(i))
        each = (time.perf_counter() - begun) / steps * 1e3
    print(json.dumps({"ms": each, "checkpoints": steps, "keys": probes.keys, "last": last}, default=float))


if __name__ == "__main__":
    main()
