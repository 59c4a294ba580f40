"""Spectra of the neurons over all pairs."""
import numpy as np

import fourier

ABOVE = 0.85


class Spectra:
    """What share of each neuron's variance each frequency explains.

    The block {0, cos k, sin k} squared, without the constant, is spanned by the waves of frequency k in a, in b, in a + b and in a - b.
    """

    def __init__(self, task, activity):
        energy, self.total, constant = self.energies(task, activity)
        alive = self.total > 1e-20 * (self.total + constant)
        share = np.where(alive, energy / np.where(alive, self.total, 1), 0)
        self.share = share.max(0)
        self.frequency = np.where(alive, 1 + (share >= self.share - 1e-12).argmax(0), 0)
        self.above = self.share > ABOVE

    def energies(self, task, activity):
        """Of each frequency [k - 1][n], of all but the constant [n], of the constant [n]."""
        p = task.p
        mean = activity.by_a.sum(0) / p**2
        energy = 0
        for sums in (activity.by_a, activity.by_b, activity.by_sum, activity.by_difference):
            c = task.F[1:] @ sums / np.sqrt(p)
            energy = energy + c[0::2] ** 2 + c[1::2] ** 2  # [k - 1][n]
        return energy, activity.squares - (p * (mean - activity.origin)) ** 2, (p * mean) ** 2

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


def plane(task, kept):
    """Coefficients [neuron][f][g] of some neurons [a][b][neuron], not centred."""
    return fourier.plane(task.F, kept).transpose(2, 0, 1)
