"""Checks with h5py that a run file and a measure file are laid out as documented. Arguments: the
files, and the expected bits of params/blocks.0.mlp.W_in[13, 0, 6, 2], of the last committed value
of optimizer/m/embed.W_E, and of metrics/loss/test at step 105."""
import sys
import zlib

import h5py
import numpy as np

run_file, measure_file = sys.argv[1:3]
parameter_bits, optimizer_bits, metric_bits = map(int, sys.argv[3:])


def same(found, expected):
    assert found == expected, (found, expected)


def scaled_by(dataset, steps):
    same(dataset.dims[0].label, "step")
    same(dataset.dims[0][0].name, steps)
    assert dataset.dims[0]["step"] == dataset.file[steps]


with h5py.File(run_file, "r") as run:
    same(sorted(run), ["crc", "meta", "metrics", "optimizer", "params", "split", "step"])
    same(run.attrs["format"], "periscope-run")
    same(run.attrs["version"], 1)
    same(run["meta"].attrs["spec"], '{"task":"modular-addition","n\u00e9v":"\u0151"}')
    same(run["meta"].attrs["seed"], "17")
    same(run["split/train"].dtype, np.int32)
    same(list(run["split/train"]), [0, 3, 4, 8])
    same(run["step"].dtype, np.int64)
    same(list(run["step"]), list(range(0, 210, 10)))
    assert h5py.h5ds.is_scale(run["step"].id)

    shapes = {name: d.shape for name, d in run["params"].items()}
    same(shapes, {"embed.W_E": (21, 11, 6), "blocks.0.mlp.W_in": (21, 6, 40, 3), "bias": (21,)})
    for name, dataset in run["params"].items():
        same(dataset.dtype, np.float32)
        same(dataset.chunks, (8,) + dataset.shape[1:])
        same(dataset.maxshape, (None,) + dataset.shape[1:])
        same((dataset.compression, dataset.shuffle, dataset.fletcher32), (None, False, False))
        assert np.isnan(dataset.fillvalue)
        same(dataset.attrs["id"], name)
        scaled_by(dataset, "/step")
    same(run["params/blocks.0.mlp.W_in"][13, 0, 6, 2].view(np.int32), parameter_bits)

    for name in ("loss/train", "loss/test", "accuracy"):
        dataset = run["metrics"][name]
        same((dataset.dtype, dataset.shape), (np.float64, (41,)))
        scaled_by(dataset, "/metrics/step")
    same(list(run["metrics/step"]), list(range(0, 205, 5)))
    same(run["metrics/loss/test"][21].view(np.int64), metric_bits)

    slots = run["optimizer/step"]
    same((slots.dtype, sorted(slots)), (np.int64, [190, 200]))
    same(run["optimizer/v/embed.W_E"].shape, (2, 11, 6))
    same(run["optimizer/m/value"].shape, (2,))
    last = run["optimizer/m/embed.W_E"][list(slots).index(run["step"][-1])]
    same(last[10, 5].view(np.int32), optimizer_bits)

    def group(path):
        """Its datasets in the order of the header."""
        found = []
        run[path].visititems(lambda name, d: found.append(d) if "index" in d.attrs else None)
        return sorted(found, key=lambda d: d.attrs["index"])

    params, metrics, optimizer = group("params"), group("metrics"), group("optimizer")
    crc = run["crc"]
    same((crc.dtype, crc.shape), (np.int32, (21, 1 + 3 + 3 + 1 + 3)))
    ends = np.searchsorted(run["metrics/step"][:], run["step"][:], side="right")
    for i, step in enumerate(run["step"][:]):
        logged = slice(ends[i - 1] if i else 0, ends[i])
        values = [step] + [d[i] for d in params]
        values += [d[i % 2] if i >= 19 else None for d in optimizer]
        values += [run["metrics/step"][logged]] + [d[logged] for d in metrics]
        for column, value in enumerate(values):
            if value is not None:
                same(int(crc[i, column].view(np.uint32)), zlib.crc32(value.tobytes()))
    header = run["meta"].attrs["spec"] + "\n"
    header += "".join("%s=%s\n" % item for item in sorted(run["meta"].attrs.items()) if item[0] != "spec")
    for tensors in params, optimizer:
        header += "".join("%s%s\n" % (d.attrs["id"], list(d.shape[1:])) for d in tensors) + "\n"
    header += "".join(d.attrs["id"] + "\n" for d in metrics)
    header += "".join("%d " % example for example in run["split/train"])
    same(int(crc.attrs["header"].view(np.uint32)), zlib.crc32(header.encode()))

with h5py.File(measure_file, "r") as measures:
    same(measures.attrs["format"], "periscope-measures")
    same(measures["meta"].attrs["run"], "\u00e9")
    same(list(measures["step"]), [0, 10, 20, 30])
    same(list(measures["loss/train"]), [0, 0.5, 1, 1.5])
    same(measures["loss/train"].attrs["unit"], "nat")
    scaled_by(measures["loss/train"], "/step")
    same(measures["W_E/norm"].shape, (4, 5))
    same(list(measures["W_E/norm"][3]), [0, 1, 2, 3, 3])
    same(measures["keys/value"].attrs["id"], "keys")
    same(measures["keys/value"].dtype, np.int32)
    same(list(measures["keys/value"]), [4, 7])
    same(list(measures["keys/share"]), [0.5, 0.25])
    same(measures["events/half"][()], 30)
    same(measures["events/generalised"].shape, None)
    same(measures["events/generalised"].attrs["reason"], "never")
    same(measures["events/generalised"].attrs["kind"], "absent")

print("as designed")
