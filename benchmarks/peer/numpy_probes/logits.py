"""What the logits are made of: cosine cubes, clock and pizza templates, their coefficients in both operands."""
import numpy as np

import fourier


class Parts:
    """Sums of the logits [a][b][class] that all inner products with templates are made of."""

    def __init__(self, task, logits):
        self.task = task
        self.centred = logits - logits.mean(2, keepdims=True)
        self.norm = np.linalg.norm(logits)
        self.centred_norm = np.linalg.norm(self.centred)
        self.coefficients = self.of_cubes(logits)  # <L, C_k>
        self.cosines = self.coefficients / self.centred_norm

    def of_cubes(self, logits):
        task, p = self.task, self.task.p
        by_offset = logits.ravel()[task.cell]  # [difference a - b][answer][answer - class]
        self.offsets = by_offset.sum(1)
        self.means = np.empty((p, p))
        self.means[np.arange(p)[:, None], task.offset] = by_offset.mean(0)  # [answer][class]
        return np.sqrt(2 / p**3) * (task.cosines @ self.offsets.sum(0))

    def keys(self):
        return self.task.frequencies[self.cosines > 0.005]

    def measures(self, keys, logit_keys):
        m = {
            "logits/cosine-coefficient": self.coefficients,
            "logits/cosine-similarity/raw": self.coefficients / self.norm,
            "logits/cosine-similarity/centred": self.cosines,
            "logit-fve/all-frequencies": (self.cosines**2).sum(),
            "logits/fourier-2d-norm": np.linalg.norm(fourier.plane(self.task.F, self.centred), axis=2),
        }
        if len(keys):
            m["logits/explained/raw"] = ((self.coefficients[keys - 1] / self.norm) ** 2).sum()
            m["logits/explained/centred"] = (self.cosines[keys - 1] ** 2).sum()
        if len(logit_keys):
            m["logit-fve"] = (self.cosines[logit_keys - 1] ** 2).sum()
        return m

    def templates(self):
        """Shares that clock and pizza explain, together and frequency by frequency."""
        task = self.task
        variance = self.centred_norm**2
        clock = self.cosines**2
        pizza = np.einsum("kd,de,ke->k", task.pizza_pair, self.offsets, task.pizza_class, optimize=True)
        return {
            "clock/logit-fve": clock.sum(),  # the cubes are orthogonal
            "clock/logit-fve/frequencies": clock,
            "pizza/logit-fve": pizza @ np.linalg.solve(task.pizza_gram, pizza) / variance,
            "pizza/logit-fve/frequencies": pizza**2 / (np.diag(task.pizza_gram) * variance),
        }


def distance_irrelevance(task, rows):
    """Of logits [p^2][p]: how the right answer's depends on the pairs of one difference."""
    right = rows[np.arange(task.p**2), task.answer]
    return right[task.pair].std(1).mean() / right.std()
