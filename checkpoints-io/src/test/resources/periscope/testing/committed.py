"""Reads all that is committed in a run with h5py, as it is after a crash or while it is written, and
compares it with the checksums in the file, with Python's own CRC-32. Prints the last step."""
import sys
import zlib

import h5py
import numpy as np

with h5py.File(sys.argv[1], "r", swmr=True) as run:
    steps = run["step"][:]
    crc = run["crc"][:len(steps)].view(np.uint32)
    params = []
    run["params"].visititems(lambda name, d: params.append(d) if "index" in d.attrs else None)
    params.sort(key=lambda d: d.attrs["index"])
    metrics = []
    run["metrics"].visititems(lambda name, d: metrics.append(d) if "index" in d.attrs else None)
    metrics.sort(key=lambda d: d.attrs["index"])
    logged = run["metrics/step"][:]
    ends = np.searchsorted(logged, steps, side="right")
    first_metric = crc.shape[1] - len(metrics)
    for i, step in enumerate(steps):
        assert zlib.crc32(step.tobytes()) == crc[i, 0], step
        for column, param in enumerate(params, 1):
            assert zlib.crc32(param[i].tobytes()) == crc[i, column], (param.name, step)
        rows = slice(ends[i - 1] if i else 0, ends[i])
        assert zlib.crc32(logged[rows].tobytes()) == crc[i, first_metric - 1], step
        for column, metric in enumerate(metrics, first_metric):
            assert zlib.crc32(metric[rows].tobytes()) == crc[i, column], (metric.name, step)
print(steps[-1])
