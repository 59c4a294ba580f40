"""The Fourier basis over residues, and measures of spectra."""
import numpy as np


def basis(p):
    """Orthonormal rows: the constant, then cosine and sine of k = 1 ... (p - 1) / 2."""
    t = np.arange(p)
    rows = [np.full(p, 1 / np.sqrt(p))]
    for k in range(1, p // 2 + 1):
        rows.append(np.sqrt(2 / p) * np.cos(2 * np.pi * k * t / p))
        rows.append(np.sqrt(2 / p) * np.sin(2 * np.pi * k * t / p))
    return np.array(rows)


def rows_of(keys):
    """The basis rows of some frequencies."""
    return [row for k in keys for row in (2 * k - 1, 2 * k)]


def amplitudes(norms):
    """Of norms per basis row [p], cosine and sine combined: one for each k >= 1."""
    return np.hypot(norms[1::2], norms[2::2])


def gini(x):
    x = np.sort(x)
    n = len(x)
    return 2 * (np.arange(1, n + 1) @ x) / (n * x.sum()) - (n + 1) / n


def plane(F, values):
    """Coefficients [f][g][...] of values [a][b][...] in both operands."""
    p = len(F)
    half = (F @ values.reshape(p, -1)).reshape(p, p, -1)
    return np.matmul(F, half).reshape(values.shape)


def of_weights(task, w, keys, logit_keys):
    """Spectra of the embedding and of W_L, and their share at the keys."""
    m = {}
    for name, short, matrix in (("embedding", "W_E", w.residues), ("W_L", "W_L", w.W_L.T)):
        norms = np.linalg.norm(task.F @ matrix, axis=1)
        energy = norms**2
        m[f"{name}/fourier-norm"] = norms
        m[f"gini/{short}"] = gini(norms)
        for rule, found in (("keys", keys), ("logit-keys", logit_keys)):
            if len(found):
                m[f"{name}/explained-by-{rule}"] = energy[rows_of(found)].sum() / energy.sum()
    return m
