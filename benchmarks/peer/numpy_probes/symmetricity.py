"""How alike the gradients of a logit are in both operands: a forward and a backward pass by hand over some triples."""
import random

import numpy as np

import network


def triples(p, count=100):
    """The first (a, b, c) of all p^3, shuffled as CPython does."""
    order = list(range(p**3))
    random.Random(42).shuffle(order)
    chosen = np.array(order[:count])
    return chosen // (p * p), chosen // p % p, chosen % p


def gradient_symmetricity(w, a, b, c):
    """Mean cosine of the gradients of the logit of c at the embedding of a and at that of b."""
    x = np.stack([w.E[a] + w.position[0], w.E[b] + w.position[1], np.broadcast_to(w.last, (len(a), len(w.last)))])  # [position][row][d]
    pattern = network.attention(np.einsum("hd,ird->irh", w.asked, x))
    values = np.einsum("ird,hdk->irhk", x, w.V, optimize=True)
    handed = np.einsum("irh,irhk->rhk", pattern, values)
    middle = x[2] + handed.reshape(len(a), -1) @ w.O.reshape(-1, len(w.last))
    active = middle @ w.W_in + w.b_in > 0

    to_middle = w.U[:, c].T + (active * w.W_L[:, c].T) @ w.W_in.T  # d logit / d middle, [row][d]
    to_handed = np.einsum("rd,hkd->rhk", to_middle, w.O, optimize=True)
    to_pattern = np.einsum("irhk,rhk->irh", values, to_handed)
    to_scores = pattern * (to_pattern - (pattern * to_pattern).sum(0))
    through_values = np.einsum("irh,rhd->ird", pattern[:2], np.einsum("rhk,hdk->rhd", to_handed, w.V, optimize=True))
    g = through_values + to_scores[:2] @ w.asked  # [operand][row][d]
    return ((g[0] * g[1]).sum(1) / np.linalg.norm(g, axis=2).prod(0)).mean()
