"""Recomputes the last checkpoint's losses of a tied modular-addition MLP run with NumPy alone, in float64.

usage: recompute_loss.py RUN.h5      prints one JSON object
"""
import json
import sys

import h5py
import numpy as np

with h5py.File(sys.argv[1], "r") as run:
    spec = json.loads(run["meta"].attrs["spec"])
    p = spec["task"]["modulus"]
    steps = run["step"][:]
    embed = run["params/embed.W_E"][-1].astype(np.float64)
    hidden = run["params/blocks.0.mlp.W_in"][-1].astype(np.float64)
    out = run["params/blocks.0.mlp.W_out"][-1].astype(np.float64)
    train = run["split/train"][:]
    stored = {m: float(run["metrics/" + m][-1]) for m in ("loss/train", "loss/test")}
    shapes = {name: list(run["params"][name].shape) for name in run["params"]}
    dtypes = sorted({str(run["params"][name].dtype) for name in run["params"]})
    last_metric_step = int(run["metrics/step"][-1])

pairs = np.array([(a, b) for a in range(p) for b in range(a, p)])
labels = pairs.sum(axis=1) % p
neurons = np.maximum(embed[pairs[:, 0]] @ hidden + embed[pairs[:, 1]] @ hidden, 0)
logits = neurons @ out @ embed.T
shifted = logits - logits.max(axis=1, keepdims=True)
losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
is_train = np.zeros(len(labels), bool)
is_train[train] = True
print(
    json.dumps(
        {
            "steps": [int(s) for s in steps],
            "lastMetricStep": last_metric_step,
            "shapes": shapes,
            "dtypes": dtypes,
            "stored": stored,
            "recomputed": {
                "loss/train": float(losses[is_train].mean()),
                "loss/test": float(losses[~is_train].mean()),
            },
        }
    )
)
