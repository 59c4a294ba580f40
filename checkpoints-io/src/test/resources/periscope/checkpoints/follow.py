"""Follows a growing run with h5py: every row up to len(step) must be there in full, and finite bits
may not change once they are committed. The argument is the run file."""
import sys

import h5py
import numpy as np

WANTED = 40  # checkpoints to see coming

with h5py.File(sys.argv[1], "r", swmr=True) as run:
    step = run["step"]
    params = [run["params"][name] for name in run["params"]]
    first = step.shape[0]
    seen = {}
    while step.shape[0] < first + WANTED:
        step.refresh()
        committed = step.shape[0]
        for param in params:
            param.refresh()
            assert param.shape[0] >= committed, (param.name, param.shape, committed)
            row = param[committed - 1].view(np.uint32)
            fill = np.float32(np.nan).view(np.uint32)
            assert not (row == fill).all(), (param.name, committed)
            key = (param.name, committed - 1)
            assert key not in seen or (seen[key] == row).all(), key
            seen[key] = row
    assert (np.diff(step[:]) == 10).all(), step[:]
print("followed, no bad row")
