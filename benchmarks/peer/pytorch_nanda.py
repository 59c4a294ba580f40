"""Times PyTorch's training step of the one-layer transformer of Nanda et al. 2023 on the CPU.

Two forms: "published", which takes all three positions through the neurons, and "last", which takes the last one only.
Both keep batched products of heads, a loss in float64 and AdamW. Prints one JSON object of milliseconds per step: the best
of several blocks.

usage: pytorch_nanda.py THREADS STEPS
"""
import json
import math
import random
import sys
import time

import torch
import torch.nn.functional as F

threads, steps = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.manual_seed(0)

P, D_MODEL, HEADS, D_HEAD, D_MLP, BLOCKS = 113, 128, 4, 32, 512, 3
pairs = [(a, b, P) for a in range(P) for b in range(P)]
random.seed(0)
random.shuffle(pairs)
train = torch.tensor(pairs[: int(0.3 * len(pairs))])
labels = (train[:, 0] + train[:, 1]) % P


def matrix(*shape, deviation=1 / math.sqrt(D_MODEL)):
    return torch.nn.Parameter(torch.randn(*shape) * deviation)


embed, places = matrix(P + 1, D_MODEL), matrix(3, D_MODEL)
query, key, value = (matrix(HEADS, D_MODEL, D_HEAD) for _ in range(3))
output = matrix(HEADS * D_HEAD, D_MODEL)
into, out = matrix(D_MODEL, D_MLP), matrix(D_MLP, D_MODEL)
into_bias, out_bias = torch.nn.Parameter(torch.zeros(D_MLP)), torch.nn.Parameter(torch.zeros(D_MODEL))
unembed = matrix(D_MODEL, P + 1, deviation=1 / math.sqrt(P + 1))
parameters = [embed, places, query, key, value, output, into, out, into_bias, out_bias, unembed]
optimizer = torch.optim.AdamW(parameters, lr=1e-3, betas=(0.9, 0.98), weight_decay=1.0)
hidden = torch.triu(torch.ones(3, 3, dtype=torch.bool), diagonal=1)


def logits(last):
    stream = embed[train] + places
    q, k, v = (torch.einsum("npd,hde->nhpe", stream, w) for w in (query, key, value))
    scores = (q @ k.transpose(-1, -2) / math.sqrt(D_HEAD)).masked_fill(hidden, -1e10)
    read = (torch.softmax(scores, dim=-1) @ v).transpose(1, 2).reshape(len(train), 3, -1)
    stream = stream + read @ output
    if last:
        stream = stream[:, -1:]
    stream = stream + torch.relu(stream @ into + into_bias) @ out + out_bias
    return (stream @ unembed)[:, -1]


def milliseconds(last, count):
    began = time.perf_counter()
    for _ in range(count):
        loss = F.cross_entropy(logits(last).double(), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (time.perf_counter() - began) / count * 1e3


result = {"torch": torch.__version__, "threads": threads}
for name, last in (("published", False), ("last", True)):
    milliseconds(last, 2)
    result[name] = min(milliseconds(last, max(1, steps // BLOCKS)) for _ in range(BLOCKS))
print(json.dumps(result))
