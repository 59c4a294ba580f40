"""Spectra of the neurons over all pairs."""
import numpy as np

import fourier

ABOVE = 0.85


class Spectra:
    """What share of each neuron's variance each frequency explains; neurons are [a][b][n]."""

    def __init__(self, task, neurons):
        p, F = task.p, task.F
        n = neurons.shape[2]
        half = (F @ neurons.reshape(p, p * n)).reshape(p, p, n)  # [f][b][n]
        waves = half[1:].reshape(p // 2, 2, p, n)  # [k][cosine, sine][b][n]
        in_b = np.stack([np.broadcast_to(F[0], (p // 2, p)), F[1::2], F[2::2]], axis=1)  # [k][constant, cosine, sine][b]
        both = np.matmul(in_b[:, None], waves)  # [k][2][3][n]
        b_only = F @ half[0]  # [g][n]
        energy = np.einsum("kijn,kijn->kn", both, both) + b_only[1::2] ** 2 + b_only[2::2] ** 2
        self.mean = b_only[0] / p
        centred = neurons - self.mean
        self.total = np.einsum("abn,abn->n", centred, centred)
        alive = self.total > 1e-20 * (self.total + (p * self.mean) ** 2)
        share = np.where(alive, energy / np.where(alive, self.total, 1), 0)  # [k - 1][n]
        self.share = share.max(0)
        self.frequency = np.where(alive, 1 + (share >= self.share - 1e-12).argmax(0), 0)
        self.above = self.share > ABOVE

    def keys(self):
        return np.unique(self.frequency[self.above])

    def measures(self, task):
        return {
            "neurons/frequency": self.frequency,
            "neurons/explained-share": self.share,
            "neurons/share-above-0.85": self.above.mean(),
            "keys/per-checkpoint": np.bincount(self.frequency[self.above], minlength=task.p // 2 + 1)[1:],
        }

    def chosen(self, most=12):
        """Neurons to show: of each key in turn the one that varies most, then the next of each; then whichever vary most."""
        falling = np.argsort(-self.total, kind="stable")
        of_keys = [[i for i in falling if self.above[i] and self.frequency[i] == k] for k in self.keys()]
        order = [it[turn] for turn in range(most) for it in of_keys if turn < len(it)]
        return np.array((order + [i for i in falling if i not in set(order)])[:most])


def shown_at(count, size):
    """At which checkpoints neurons are shown: every k-th and the last, at most 33 and at most two million numbers."""
    most = max(1, min(33, 2_000_000 // size))
    for every in range(1, count + 1):
        found = sorted({*range(0, count, every), count - 1})
        if len(found) <= most:
            return found
    return [count - 1]


def plane(task, neurons, chosen):
    """Coefficients [neuron][f][g] of some neurons, not centred."""
    return fourier.plane(task.F, neurons[:, :, chosen]).transpose(2, 0, 1)
