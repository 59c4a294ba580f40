"""The examples of a sparse-parity task, which a run file names by its specification alone.

    import h5py, json
    from parity_examples import examples
    task = json.loads(h5py.File("run.h5")["meta"].attrs["spec"])["task"]
    inputs, labels = examples(**task)

Needs NumPy. The generator is xoshiro256++ (Blackman and Vigna 2021).
"""

import hashlib

import numpy as np

MASK = (1 << 64) - 1


def _rotate(x, k):
    return ((x << k) | (x >> (64 - k))) & MASK


def stream(seed, name):
    """64-bit numbers without end: the state is the SHA-256 of seed (8 bytes, big-endian) and name."""
    digest = hashlib.sha256(seed.to_bytes(8, "big", signed=True) + name.encode()).digest()
    s0, s1, s2, s3 = (int.from_bytes(digest[i : i + 8], "big") for i in (0, 8, 16, 24))
    while True:
        yield (_rotate((s0 + s3) & MASK, 23) + s0) & MASK
        shifted = (s1 << 17) & MASK
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = _rotate(s3, 45)


def examples(digits, relevant, examples, seed, encoding="zero-one", constantInput=False, **_):
    """Inputs [examples, digits, and 1 where there is a constant input] and labels [examples]."""
    bits = np.empty(examples * digits + 1, int)
    numbers = stream(seed, "sparse-parity")
    for i in range(0, examples * digits, 2):  # two digits a number: the top bits of its lower and upper half
        number = next(numbers)
        bits[i] = number >> 31 & 1
        bits[i + 1] = number >> 63
    bits = bits[: examples * digits].reshape(examples, digits)
    labels = bits[:, :relevant].sum(axis=1) % 2
    inputs = bits.astype("f4") if encoding == "zero-one" else 2 * bits.astype("f4") - 1
    if constantInput:
        inputs = np.hstack([inputs, np.ones((examples, 1), "f4")])
    return inputs, labels
