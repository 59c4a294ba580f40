"""Times PyTorch's training step of sparse parity on the CPU: 1 250 sequences of 30 digits, 128 neurons.

Prints one JSON object of milliseconds per step: the best of several blocks.

usage: pytorch_parity.py THREADS STEPS
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

DIGITS, TRAIN, WIDTH, BLOCKS = 30, 1250, 128, 5
digits = torch.randint(0, 2, (TRAIN, DIGITS)).float()
labels = digits[:, :3].sum(dim=1) % 2
inputs = torch.cat([digits, torch.ones(TRAIN, 1)], dim=1)
hidden = torch.nn.Parameter(torch.randn(DIGITS + 1, WIDTH) / math.sqrt(DIGITS + 1))
out = torch.nn.Parameter(torch.randn(WIDTH, 1) / math.sqrt(WIDTH))
optimizer = torch.optim.AdamW([hidden, out], lr=3e-3, betas=(0.99, 0.98), weight_decay=0.1)


def milliseconds(count):
    began = time.perf_counter()
    for _ in range(count):
        outputs = (F.relu(inputs @ hidden) @ out)[:, 0]
        loss = F.binary_cross_entropy_with_logits(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (time.perf_counter() - began) / count * 1e3


milliseconds(max(20, steps // 10))
published = min(milliseconds(max(1, steps // BLOCKS)) for _ in range(BLOCKS))
print(json.dumps({"torch": torch.__version__, "threads": threads, "published": published}))
