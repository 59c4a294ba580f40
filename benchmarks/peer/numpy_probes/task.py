"""Addition modulo p: its pairs, and the tables that all checkpoints share."""
import numpy as np

import fourier
import symmetricity


class Addition:
    """All p^2 ordered pairs (a, b) in lexicographic order, their answers a + b, and which of them are for training."""

    def __init__(self, p, train):
        if p % 2 == 0 or p > 200:
            raise SystemExit(f"modulus {p}: odd ones below 200 only")
        self.p = p
        self.a, self.b = np.divmod(np.arange(p * p), p)
        self.answer = (self.a + self.b) % p
        self.train = np.sort(train)
        self.test = np.setdiff1d(np.arange(p * p), self.train)
        self.parts = {"train": self.train, "test": self.test, "all": np.arange(p * p)}
        self.parts = {name: rows for name, rows in self.parts.items() if len(rows)}
        self.train_answer = self.answer[self.train]
        self.frequencies = np.arange(1, p // 2 + 1)
        self.F = fourier.basis(p)

        t = np.arange(p)
        difference, answer = t[:, None], t
        first = (answer + difference) * ((p + 1) // 2) % p  # 2a = (a + b) + (a - b), and (p + 1) / 2 is one half modulo p
        self.pair = first * p + (answer - first) % p  # [difference a - b][answer a + b]: there is one such pair
        self.offset = (answer[:, None] - t) % p  # [answer][offset]: the class that is so far behind the answer
        self.cell = self.pair[:, :, None] * p + self.offset  # [difference][answer][answer - class], into the logits

        self.cosines = np.cos(2 * np.pi * np.outer(self.frequencies, t) / p)  # [k][residue]
        half = np.pi * np.outer(self.frequencies, t) / p
        self.pizza_pair = np.abs(np.cos(half))  # [k][difference]
        self.pizza_class = np.abs(np.cos(half)) - np.abs(np.sin(half))  # [k][answer - class]
        self.pizza_class -= self.pizza_class.mean(1, keepdims=True)
        self.pizza_gram = p * (self.pizza_pair @ self.pizza_pair.T) * (self.pizza_class @ self.pizza_class.T)

        i = np.arange((p + 1) // 2)
        self.ends = (t[:, None] * ((p + 1) // 2) + i) % p, (t[:, None] * ((p + 1) // 2) - i) % p  # [sum][pair {i, j}] modulo p
        whole = self.ends[0] + self.ends[1]
        self.different = np.triu(np.ones((len(i), len(i)), bool), 1)  # each pair of pairs once
        self.same_whole = self.different & (whole[:, :, None] == whole[:, None, :])

        self.triples = symmetricity.triples(p)
