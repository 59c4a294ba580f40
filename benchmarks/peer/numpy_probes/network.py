"""A transformer of one layer whose inputs are (a, b, =): its forward pass over all p^2 pairs.

The query at = is the same for all pairs, so a score belongs to a token at a position, and what a head hands on from a token at a position is mapped
to the neurons and to the logits once per token; a pair mixes such rows by its attention.
"""
import numpy as np


class Weights:
    """The weights of a checkpoint in float64, and the products of them that several measures need."""

    def __init__(self, named, p):
        self.named = named
        self.p = p
        self.E, self.position = named["embed.W_E"], named["pos_embed.W_pos"]
        self.Q, self.K, self.V, self.O = (named[f"blocks.0.attn.W_{name}"] for name in "QKVO")
        self.W_in, self.b_in = named["blocks.0.mlp.W_in"], named["blocks.0.mlp.b_in"]
        self.W_out, self.b_out = named["blocks.0.mlp.W_out"], named["blocks.0.mlp.b_out"]
        self.U = named["unembed.W_U"][:, :p]
        self.residues = self.E[:p]
        self.W_L = self.W_out @ self.U
        self.last = self.E[p] + self.position[2]  # what stands at =
        query = np.einsum("d,hdk->hk", self.last, self.Q)
        self.asked = np.einsum("hdk,hk->hd", self.K, query) / np.sqrt(query.shape[1])  # score of x: asked . x

    def with_embedding(self, residues):
        return Weights({**self.named, "embed.W_E": np.vstack([residues, self.E[self.p :]])}, self.p)

    def scores(self):
        """[head][position][token]; the last position holds = only."""
        tokens = np.stack([self.E + self.position[0], self.E + self.position[1]])
        first = np.einsum("hd,itd->hit", self.asked, tokens)
        last = np.broadcast_to((self.asked @ self.last)[:, None, None], first[:, :1].shape)
        return np.concatenate([first, last], axis=1)


def attention(scores):
    """Of scores [position][...], softmax over the positions."""
    e = np.exp(scores - scores.max(0))
    return e / e.sum(0)


class Activity:
    """Logits [a][b][class] of all pairs, and of the neurons their sums over pairs: all p^2 times n of them are never held at once."""

    def __init__(self, w, kept=()):
        """With numbers of neurons whose values [a][b][neuron] are to be kept."""
        p, n = w.p, len(w.b_in)
        self.scores = w.scores()
        onwards = np.hstack([w.W_in, w.U])  # from the residual stream to the neurons, and past them to the logits
        handed = np.matmul(w.V, w.O)  # [head][d][d]
        first, second, last = (
            np.matmul(x, handed).transpose(1, 0, 2) @ onwards  # [token][head][n + p]
            for x in (w.residues + w.position[0], w.residues + w.position[1], w.last[None])
        )
        constant = w.last @ onwards + np.concatenate([w.b_in, w.b_out @ w.U])

        s = self.scores[:, :, :p].transpose(1, 2, 0)  # [position][token][head]
        alone = np.broadcast_to(s[2, 0], (p, p, s.shape[2]))
        pattern = attention(np.stack([np.broadcast_to(s[0][:, None], alone.shape), np.broadcast_to(s[1], alone.shape), alone]))

        mixed = np.concatenate([pattern[0], pattern[2], np.ones((p, p, 1))], axis=2)  # of the rows that do not depend on b
        tables = np.concatenate([first, np.broadcast_to(last, first.shape), np.broadcast_to(constant, first[:, :1].shape)], axis=1)
        self.logits = np.empty((p, p, p))
        self.kept = np.empty((p, p, len(kept)))
        self.by_a, self.by_b = np.empty((p, n)), np.zeros((p, n))  # sums over pairs of one a, and so on
        by_sum, by_difference = np.zeros((2, 2 * p, n))  # of a + b, and of p + b - a, not yet modulo p
        self.squares = np.zeros(n)  # of distances to the neurons' values at the first pair, so that a constant neuron has 0
        for a in range(p):  # a row of pairs at a time, which stays in the cache
            x = mixed[a] @ tables[a]
            x += np.matmul(pattern[1, a][:, None], second)[:, 0]
            h = np.maximum(x[:, :n], 0)
            np.add(h @ w.W_L, x[:, n:], out=self.logits[a])
            self.kept[a] = h[:, kept]
            self.by_a[a] = h.sum(0)
            self.by_b += h
            by_sum[a : a + p] += h
            by_difference[p - a : 2 * p - a] += h
            if a == 0:
                self.origin = h[0].copy()
            h -= self.origin
            self.squares += np.einsum("bn,bn->n", h, h)
        self.by_sum = by_sum[:p] + by_sum[p:]
        self.by_difference = by_difference[:p] + by_difference[p:]
        self.rows = self.logits.reshape(p * p, p)
