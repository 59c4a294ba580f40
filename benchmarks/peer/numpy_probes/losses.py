"""Cross-entropy, also of logits of which something is taken away, and what float32 makes of it."""
import numpy as np

import fourier


def cross_entropy(logits, answers):
    """Of each row, in nats; the answer's own term is taken out of the logarithm, so small losses keep their digits."""
    rows = np.arange(len(answers))
    z = logits - logits.max(1, keepdims=True)
    own = z[rows, answers]
    e = np.exp(z, out=z)
    e[rows, answers] = 0
    return np.log1p(e.sum(1) + np.expm1(own)) - own


def of_examples(task, logits):
    """Losses, accuracies, softmax collapse; logits are [p^2][p]."""
    m = {}
    each = cross_entropy(logits, task.answer)
    right = logits.argmax(1) == task.answer
    for name, rows in task.parts.items():
        m[f"loss/{name}"] = each[rows].mean()
        m[f"accuracy/{name}"] = right[rows].mean()
    z = logits[task.train].astype(np.float32)
    z -= z.max(1, keepdims=True)
    e = np.exp(z.astype(float)).astype(np.float32)
    m["softmax-collapse"] = (np.add.accumulate(e, axis=1)[:, -1] == 1).mean()
    return m


def waves(task, means, keys):
    """Of class means [answer][...], their parts at some frequencies: the projection on the sum directions."""
    rows = task.F[fourier.rows_of(keys)]
    return rows.T @ (rows @ means)


def cubes(task, coefficients, keys):
    """[answer][class] of the cosine cubes of some frequencies, each times its coefficient."""
    p, k = task.p, np.asarray(keys) - 1
    by_offset = np.sqrt(2 / p**3) * (coefficients[k] @ task.cosines[k])
    t = np.arange(p)
    return by_offset[(t[:, None] - t) % p]


def restricted(task, each):
    """Means of losses [pair], by names."""
    return {f"{name}/{part}": losses[rows].mean() for name, losses in each.items() for part, rows in task.parts.items()}


def excluded(task, logits, keys, parts):
    """Losses of training examples without parts: by names, functions that tell of frequencies what these logits have of them."""
    m = {}
    x, y = logits[task.train], task.train_answer
    for name, part in parts.items():
        m[f"{name}/all-keys/train"] = cross_entropy(x - part(keys), y).mean()
        m[f"{name}/per-key/train"] = np.array([cross_entropy(x - part([k]), y).mean() for k in keys])
    return m


def of_parts(task, w, activity, parts, keys):
    """Restricted and excluded losses; what is projected depends on the answer only, so class means [answer][class] and [answer][n] are enough."""
    means, coefficients, neuron_means = parts.means, parts.coefficients, activity.by_sum / task.p
    kept = {"restricted": waves(task, means, keys), "restricted-cube": cubes(task, coefficients, keys)}
    each = {name: cross_entropy(it + means.mean(0), np.arange(task.p))[task.answer] for name, it in kept.items()}
    removed = {
        "excluded": lambda some: waves(task, means, some)[task.train_answer],
        "excluded-cube": lambda some: cubes(task, coefficients, some)[task.train_answer],
        "excluded-mlp": lambda some: (waves(task, neuron_means, some) @ w.W_L)[task.train_answer],
    }
    return restricted(task, each) | excluded(task, activity.rows, keys, removed)
