"""Writes src/test/resources/periscope/models/net/pytorch_losses.json: the first training losses of four published
set-ups as PyTorch computes them, from initial weights that both sides compute by one formula.

Made with Debian 12's python3-torch 1.13.0a0, from the folder models:

    env -u OPENBLAS_CORETYPE /usr/bin/python3 src/test/python/make_pytorch_losses.py

The models are written as their authors' formulas read, for all positions, and differentiated by autograd, in float32 with
the loss in float64, and where the name says so all in float64, from the same float32 numbers. Value i of parameter k, in the order in which the run file has them, is sigma * sqrt(3) * u with u in
(-1, 1) from the upper 24 bits of SplitMix64's mixing function at (start << 48) + (k << 32) + i; norms start at 1 + 0.1 * u
and 0.1 * u. Sooner or later some neuron's input is so near 0 that rounding decides on which side of its kink it is, from
where a difference of one example's part of a gradient grows: from the starts that are used, that is late or small.
"""

import json
import math
import pathlib
import random

import numpy as np
import torch
import torch.nn.functional as F

OUT = pathlib.Path(__file__).parent.parent / "resources/periscope/models/net/pytorch_losses.json"
STEPS = 50
torch.set_num_threads(1)


def mixed(z):
    z = z + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


class Weights:
    """Parameters by name, in the order in which they are asked for."""

    def __init__(self, start=0, dtype=torch.float32):
        self.start = start
        self.dtype = dtype
        self.all = []

    def uniform(self, shape):
        count = int(np.prod(shape))
        numbers = (np.uint64((self.start << 16) + len(self.all)) << np.uint64(32)) + np.arange(count, dtype=np.uint64)
        with np.errstate(over="ignore"):
            bits = mixed(numbers) >> np.uint64(40)
        return ((bits.astype(np.float64) + 0.5) / 2**23 - 1).reshape(shape)

    def add(self, values):
        self.all.append(torch.nn.Parameter(torch.tensor(values.astype(np.float32)).to(self.dtype)))
        return self.all[-1]

    def matrix(self, sigma, *shape):
        return self.add(sigma * math.sqrt(3) * self.uniform(shape))

    def vector(self, size):
        return self.matrix(0.01, size)

    def norm(self, size):
        return self.add(1 + 0.1 * self.uniform((size,))), self.add(0.1 * self.uniform((size,)))

    def fixed(self, values):
        self.all.append(None)
        return torch.tensor(values.astype(np.float32)).to(self.dtype)


def transformer(weights, p, vocabulary, positions, layers, causal, alpha, post_norm, waves, biased, outputs):
    d, heads, dh, dm = 128, 4, 32, 512
    s = 1 / math.sqrt(d)
    W_E = weights.matrix(s, vocabulary, d)
    if waves:
        angles = np.arange(positions)[:, None] / 10000 ** (np.arange(0, d, 2) / d)[None, :]
        W_pos = weights.fixed(np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(positions, d))
    else:
        W_pos = weights.matrix(s, positions, d)
    blocks = []
    for _ in range(layers):
        ln1 = weights.norm(d) if post_norm else None
        qkv = [weights.matrix(s, heads, d, dh) for _ in range(3)]
        W_O = weights.matrix(s, heads, dh, d)
        ln2 = weights.norm(d) if post_norm else None
        W_in = weights.matrix(s, d, dm)
        b_in = weights.vector(dm) if biased else 0
        W_out = weights.matrix(s, dm, d)
        b_out = weights.vector(d) if biased else 0
        blocks.append((ln1, qkv, W_O, ln2, W_in, b_in, W_out, b_out))
    W_U = weights.matrix(s, d, outputs)
    mask = torch.tril(torch.ones(positions, positions)) if causal else torch.ones(positions, positions)

    def logits(tokens):
        x = W_E[tokens] + W_pos
        for ln1, (W_Q, W_K, W_V), W_O, ln2, W_in, b_in, W_out, b_out in blocks:
            q = torch.einsum("npd,hde->nhpe", x, W_Q)
            k = torch.einsum("npd,hde->nhpe", x, W_K)
            v = torch.einsum("npd,hde->nhpe", x, W_V)
            scores = torch.einsum("nhqe,nhke->nhqk", q, k) / math.sqrt(dh)
            pattern = torch.softmax(scores.masked_fill(mask == 0, -1e10), dim=-1)
            pattern = (pattern * alpha + 1 - alpha) * mask
            z = torch.einsum("nhqk,nhke->nhqe", pattern, v)
            x = x + torch.einsum("nhqe,hed->nqd", z, W_O)
            if ln1 is not None:
                x = F.layer_norm(x, (d,), *ln1)
            x = x + torch.relu(x @ W_in + b_in) @ W_out + b_out
            if ln2 is not None:
                x = F.layer_norm(x, (d,), *ln2)
        return x[:, -1] @ W_U

    return logits


def pair_mlp(weights):
    embed = weights.matrix(math.sqrt(2 / 67), 67, 500)
    hidden = weights.matrix(1 / math.sqrt(500), 500, 24)
    out = weights.matrix(1 / math.sqrt(24), 24, 500)
    return lambda tokens: torch.relu(embed[tokens[:, 0]] @ hidden + embed[tokens[:, 1]] @ hidden) @ out @ embed.T


def train(weights, logits, examples, labels, fraction, seed, batch, decay, epsilon, warm_up):
    order = list(range(len(examples)))
    random.seed(seed)
    random.shuffle(order)
    rows = torch.tensor(sorted(order[: int(fraction * len(order))]))
    size = batch or len(rows)
    optimizer = torch.optim.AdamW(
        [w for w in weights.all if w is not None], lr=1e-3, betas=(0.9, 0.98), eps=epsilon, weight_decay=decay
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(step / warm_up, 1) if warm_up else 1)
    losses = []
    for step in range(STEPS):
        first = step % (len(rows) // size) * size
        chosen = rows[first : first + size]
        loss = F.cross_entropy(logits(examples[chosen]).double(), labels[chosen])
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return losses


def grid(p, between=()):
    """All pairs in lexicographic order, as [a, between..., b, ...]; sums mod p."""
    pairs = [(a, b) for a in range(p) for b in range(p)]
    return pairs, torch.tensor([(a + b) % p for a, b in pairs])


def nanda_mainline(dtype):
    weights = Weights(0, dtype)
    pairs, labels = grid(113)
    model = transformer(weights, 113, 114, 3, 1, True, 1, False, False, True, 114)
    tokens = torch.tensor([(a, b, 113) for a, b in pairs])
    return train(weights, model, tokens, labels, 0.3, 0, None, 1, 1e-8, 10)


def pizza(dtype):
    weights = Weights(3, dtype)
    pairs, labels = grid(59)
    model = transformer(weights, 59, 59, 2, 1, False, 0, False, False, True, 59)
    return train(weights, model, torch.tensor(pairs), labels, 0.8, 0, None, 2, 1e-8, 10)


def power(dtype):
    weights = Weights(3, dtype)
    pairs, labels = grid(97)
    model = transformer(weights, 97, 99, 4, 2, True, 1, True, True, False, 99)
    tokens = torch.tensor([(a, 97, b, 98) for a, b in pairs])
    return train(weights, model, tokens, labels, 0.5, 0, 512, 1, 1e-8, 10)


def pair_mod67(dtype):
    weights = Weights(0, dtype)
    pairs = [(a, b) for a in range(67) for b in range(a, 67)]
    labels = torch.tensor([(a + b) % 67 for a, b in pairs])
    return train(weights, pair_mlp(weights), torch.tensor(pairs), labels, 0.4, 0, None, 1, 6.7e-7, 0)


set_ups = {"nanda-mainline": nanda_mainline, "pizza-pizza": pizza, "power-x+y": power, "pair-mod67": pair_mod67}
result = {}
for name, losses in set_ups.items():
    result[name] = losses(torch.float32)
for name, losses in set_ups.items():
    result[name + " float64"] = losses(torch.float64)

OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text(json.dumps(result, indent=1) + "\n")
print({name: (losses[0], losses[-1]) for name, losses in result.items()})
