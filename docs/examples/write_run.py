"""Writes Periscope's run format from any training loop: copy this class into yours. Needs h5py and NumPy.

What is written at step s was measured at the weights after s updates. Others may read the file while it grows.
"""
import json
import h5py
import numpy as np


class RunWriter:
    def __init__(self, path, spec, parameters, train=(), metrics=()):
        """spec: {"name", "task", "model", …}; parameters: {name: shape}; train: indices of the training examples; metrics: ids."""
        self.file = file = h5py.File(path, "x", libver="v110")
        file.attrs.update({"format": "periscope-run", "version": np.int32(1)})
        file.create_group("meta").attrs["spec"] = json.dumps(spec)
        if len(train):
            file["split/train"] = np.asarray(train, "i4")
        self.parameters, self.metrics = list(parameters), list(metrics)
        self._series("step", "params", parameters, "f4", 8)
        if self.metrics:
            self._series("metrics/step", "metrics", {m: () for m in self.metrics}, "f8", 1024)
        file.swmr_mode = True

    def _series(self, axis, group, shapes, dtype, chunk):
        steps = self.file.create_dataset(axis, (0,), "i8", maxshape=(None,), chunks=(1024,))
        steps.make_scale("step")
        for index, (name, shape) in enumerate(shapes.items()):
            data = self.file.create_dataset(
                f"{group}/{name}", (0, *shape), dtype, maxshape=(None, *shape), chunks=(chunk, *shape), fillvalue=np.nan
            )
            data.attrs.update({"id": name, "index": np.int32(index)})
            data.dims[0].attach_scale(steps)

    def _append(self, path, value):
        data = self.file[path]
        data.resize(len(data) + 1, axis=0)
        data[-1] = value

    def log(self, step, **values):
        """Losses and accuracies at a step, by id: log(100, **{"loss/train": 0.5})."""
        for name in self.metrics:
            self._append("metrics/" + name, values.get(name, np.nan))
        self._append("metrics/step", step)

    def checkpoint(self, step, weights):
        """weights: {name: array}; for a PyTorch model {n: p.detach().cpu().numpy() for n, p in model.named_parameters()}."""
        for name in self.parameters:
            self._append("params/" + name, weights[name])
        self.file.flush()  # the weights reach the file first,
        self._append("step", step)  # then the mark that they are complete
        self.file.flush()
