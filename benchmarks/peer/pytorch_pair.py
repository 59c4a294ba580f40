"""Times PyTorch's training step of the modular-addition MLP of Pearce et al. 2023 on the CPU.

Two forms: "published", which multiplies the batch by every factor, and "collapsed", which multiplies the factors
with each other first. Prints one JSON object of milliseconds per step: the best of several blocks.

usage: pytorch_pair.py THREADS STEPS
"""
import json
import math
import sys
import time

import torch
import torch.nn.functional as F

threads, steps = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)

P, D_MODEL, D_MLP, TRAIN, BLOCKS = 67, 500, 24, 911, 5
pairs = torch.tensor([(a, b) for a in range(P) for b in range(a, P)])
train = pairs[torch.randperm(len(pairs))[:TRAIN]]
labels = train.sum(dim=1) % P
embed = torch.nn.Parameter(torch.randn(P, D_MODEL) * math.sqrt(2 / P))
hidden = torch.nn.Parameter(torch.randn(D_MODEL, D_MLP) / math.sqrt(D_MODEL))
out = torch.nn.Parameter(torch.randn(D_MLP, D_MODEL) / math.sqrt(D_MLP))
optimizer = torch.optim.AdamW([embed, hidden, out], lr=1e-3, betas=(0.9, 0.98), eps=6.7e-7, weight_decay=1.0)


def published():
    neurons = F.relu(embed[train[:, 0]] @ hidden + embed[train[:, 1]] @ hidden)
    return (neurons @ out) @ embed.T


def collapsed():
    table = embed @ hidden
    neurons = F.relu(table[train[:, 0]] + table[train[:, 1]])
    return neurons @ (out @ embed.T)


def milliseconds(logits, count):
    began = time.perf_counter()
    for _ in range(count):
        loss = F.cross_entropy(logits(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (time.perf_counter() - began) / count * 1e3


result = {"torch": torch.__version__, "threads": threads}
for form in (published, collapsed):
    milliseconds(form, max(20, steps // 10))
    result[form.__name__] = min(milliseconds(form, max(1, steps // BLOCKS)) for _ in range(BLOCKS))
print(json.dumps(result))
