"""Writes the small checkpoint files in src/test/resources/periscope/checkpoints/imports.

Made with Debian 12's python3-torch 1.13.0a0, python3-numpy 1.24.2 and python3-h5py 3.7.0:

    /usr/bin/python3 src/test/python/make_torch_fixtures.py

from the folder checkpoints-io. Beside them goes expected.json: for every file what must be read from
it, computed with PyTorch and NumPy. Files are the same from run to run but for names inside HDF5.
"""

import collections
import io
import json
import os
import pathlib
import pickle
import shutil
import struct
import zipfile

import h5py
import numpy as np
import torch

OUT = pathlib.Path(__file__).parent.parent / "resources/periscope/checkpoints/imports"
EXPECTED = {}
torch.manual_seed(5)
RANDOM = np.random.default_rng(5)


def described(name, tensor):
    array = tensor.detach().to(torch.float64).numpy() if isinstance(tensor, torch.Tensor) else tensor
    kind = str(tensor.dtype).replace("torch.", "")
    kind = {"float": "float32", "double": "float64", "half": "float16", "long": "int64"}.get(kind, kind)
    return {
        "name": name,
        "format": kind.upper(),
        "shape": list(array.shape),
        "values": [float(v) for v in np.asarray(array, dtype=np.float64).reshape(-1)],
    }


def expect(file, snapshots, kind, lists=None, settings=None, indices=None):
    """snapshots: pairs of a step (or None) and a dict of tensors."""
    EXPECTED[file] = {
        "kind": kind,
        "snapshots": [
            {"step": step, "tensors": [described(n, t) for n, t in tensors.items()]}
            for step, tensors in snapshots
        ],
        "lists": lists or {},
        "settings": settings or {},
        "indices": indices or {},
    }


def torch_save(file, value, **options):
    torch.save(value, OUT / file, **options)


def state(scale=1.0):
    return collections.OrderedDict(
        [
            ("embed.W_E", torch.randn(3, 5) * scale),
            ("blocks.0.mlp.W_in", torch.randn(4, 3) * scale),
            ("blocks.0.mlp.b_in", torch.randn(4) * scale),
        ]
    )


def formats():
    numbers = torch.tensor([[-1.5, 0.25, 3.0], [100.0, -0.0, 7.0]])
    tensors = {
        "float64": torch.randn(2, 3, dtype=torch.float64),
        "float32": torch.randn(2, 3),
        "float16": torch.randn(2, 3).half(),
        "bfloat16": torch.randn(2, 3).bfloat16(),
        "int64": torch.tensor([-(2**53), 0, 2**53]),
        "int32": torch.tensor([-(2**31), 5, 2**31 - 1], dtype=torch.int32),
        "int16": torch.tensor([-(2**15), 5, 2**15 - 1], dtype=torch.int16),
        "int8": torch.tensor([-128, 5, 127], dtype=torch.int8),
        "uint8": torch.tensor([0, 5, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "special": torch.tensor([float("inf"), float("-inf"), 1e-45, 3.4e38]),
        "numbers": numbers,
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
    }
    torch_save("formats.pt", tensors)
    expect("formats.pt", [(None, tensors)], "a PyTorch file")


def views():
    base = torch.arange(60, dtype=torch.float32).reshape(3, 4, 5)
    tied = torch.randn(4, 2)
    tensors = collections.OrderedDict(
        [
            ("transposed", base.permute(2, 0, 1)),
            ("slice", base[1:, ::2, 1:4]),
            ("column", base[:, 2, 3]),
            ("diagonal", base[0, :4, :4].diagonal()),
            ("expanded", base[0, 0, :3].expand(4, 3)),
            ("first", base[2, 3, 4]),
            ("tied", tied),
            ("also_tied", tied),
            ("tied_transposed", tied.t()),
            ("parameter", torch.nn.Parameter(torch.randn(2, 2))),
        ]
    )
    torch_save("views.pt", tensors)
    expect("views.pt", [(None, tensors)], "a PyTorch file")


def module():
    network = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    for protocol in (2, 3, 4, 5):
        file = f"protocol_{protocol}.pt"
        torch_save(file, network.state_dict(), pickle_protocol=protocol)
        expect(file, [(None, network.state_dict())], "a PyTorch file")
    torch_save("whole_module.pt", network)


def with_optimizer():
    network = torch.nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(network.parameters(), lr=0.01, weight_decay=0.1, betas=(0.9, 0.98))
    losses = []
    for _ in range(7):
        optimizer.zero_grad()
        loss = network(torch.ones(1, 3)).square().sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    value = {
        "model": network.state_dict(),
        "optimizer": optimizer.state_dict(),
        "epoch": 6,
        "train_losses": losses,
        "test_losses": [None, torch.tensor(0.5), 2],
        "train_loss": torch.tensor(0.125, dtype=torch.float64),
        "train_indices": torch.tensor([4, 2, 9]),
        "order": list(range(20)),
        "config": {"lr": 0.001, "act": "relu", "layers": 1, "bias": True, "nested": {"a": [1.5]}},
    }
    torch_save("optimizer.pt", value)
    expect(
        "optimizer.pt",
        [(7, network.state_dict())],
        "a PyTorch file",
        {
            "train_losses": losses,
            "test_losses": ["NaN", 0.5, 2.0],
        },
        {
            "epoch": "6",
            "train_loss": "0.125",
            "config.lr": "0.001",
            "config.act": "relu",
            "config.layers": "1",
            "config.bias": "true",
            "config.nested.a.0": "1.5",
            "optimizer.param_groups.0.weight_decay": "0.1",
            "optimizer.param_groups.0.betas.1": "0.98",
        },
        {"train_indices": [4, 2, 9], "order": list(range(20))},
    )
    value = {"state_dict": network.state_dict(), "epoch": 3, "note": "é"}
    torch_save("epoch.pt", value)
    expect("epoch.pt", [(3, network.state_dict())], "a PyTorch file", {}, {"epoch": "3", "note": "é"})


def series():
    states = [state(scale) for scale in (1.0, 2.0, 3.0)]
    torch_save(
        "state_dicts.pt",
        {
            "state_dicts": states,
            "epochs": [0, 100, 200],
            "train_losses": [3.0, 2.0, 1.0],
            "config": {"p": 5},
        },
    )
    expect(
        "state_dicts.pt",
        list(zip([0, 100, 200], states)),
        "a PyTorch file",
        {"train_losses": [3.0, 2.0, 1.0]},
        {"config.p": "5"},
    )
    torch_save(
        "checkpoints.pt",
        {
            "model": states[2],
            "config": Config(),
            "checkpoints": states,
            "checkpoint_epochs": [99, 199, 299],
            "test_losses": torch.tensor([0.5, 0.25]),
        },
    )
    expect(
        "checkpoints.pt",
        list(zip([99, 199, 299], states)),
        "a PyTorch file",
        {"test_losses": [0.5, 0.25]},
        {"config.d_model": "128"},
    )
    torch_save("by_step.pt", {200: states[2], 0: states[0], 100: states[1]})
    expect("by_step.pt", list(zip([0, 100, 200], states)), "a PyTorch file")
    torch_save("by_name.pt", {"step_10": {"model": states[1]}, "step_2": {"model": states[0]}})
    expect("by_name.pt", list(zip([2, 10], states)), "a PyTorch file")


class Config:
    """An object of a class that a reader cannot know."""

    def __init__(self):
        self.d_model = 128


def patched(source, target, change):
    """A copy of a PyTorch file with another pickle in it: same length or not, stored as before."""
    with zipfile.ZipFile(OUT / source) as old, zipfile.ZipFile(OUT / target, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename.endswith("/data.pkl"):
                data = change(data)
            new.writestr(zipfile.ZipInfo(info.filename), data)


def cuda():
    tensors = state()
    torch_save("cpu.pt", tensors)
    cpu = b"X\x03\x00\x00\x00cpu"
    patched("cpu.pt", "cuda.pt", lambda data: data.replace(cpu, b"X\x06\x00\x00\x00cuda:1"))
    os.remove(OUT / "cpu.pt")
    expect("cuda.pt", [(None, tensors)], "a PyTorch file")


def big_endian():
    """As PyTorch on a big-endian machine writes: a member says so, and values are swapped."""
    tensors = {"w": torch.tensor([1.0, -2.5, 1e-3]), "n": torch.tensor([1, 2**40])}
    torch_save("little.pt", tensors)
    with zipfile.ZipFile(OUT / "little.pt") as old, zipfile.ZipFile(OUT / "big_endian.pt", "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if "/data/" in info.filename:
                kind = "<f4" if len(data) == 12 else "<i8"
                data = np.frombuffer(data, kind).byteswap().tobytes()
            new.writestr(zipfile.ZipInfo(info.filename), data)
        new.writestr(zipfile.ZipInfo("little/byteorder"), b"big")
    os.remove(OUT / "little.pt")
    expect("big_endian.pt", [(None, tensors)], "a PyTorch file")


def refused():
    torch_save("legacy.pt", state(), _use_new_zipfile_serialization=False)
    torch_save("quantized.pt", {"w": torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)})
    torch_save("complex.pt", {"w": torch.ones(2, dtype=torch.complex64)})
    torch_save("no_tensors.pt", {"epoch": 3})
    torch_save("mismatch.pt", {"state_dicts": [state(), state()], "epochs": [1]})
    torch_save("overlapping.pt", {"w": torch.arange(6.0).as_strided((3, 3), (1, 1))})
    torch.jit.script(torch.nn.Linear(2, 2)).save(str(OUT / "script.pt"))


def numpy_arrays():
    arrays = {
        "f8": RANDOM.standard_normal((2, 3)),
        "f4": RANDOM.standard_normal((2, 3)).astype("<f4"),
        "f2": RANDOM.standard_normal((2, 3)).astype("<f2"),
        "big.f4": RANDOM.standard_normal((2, 3)).astype(">f4"),
        "big.f8": RANDOM.standard_normal((2, 3)).astype(">f8"),
        "big.i2": np.array([-5, 300], dtype=">i2"),
        "fortran": np.asfortranarray(RANDOM.standard_normal((2, 3, 4))),
        "i8": np.array([-(2**53), 2**53]),
        "i1": np.array([-128, 127], dtype="i1"),
        "u1": np.array([0, 255], dtype="u1"),
        "b1": np.array([True, False]),
        "scalar": np.array(1.5),
        "none": np.zeros((0, 3)),
    }
    plain = {n: (a.astype(a.dtype.newbyteorder("=")) if a.dtype.itemsize > 1 else a) for n, a in arrays.items()}
    np.savez(OUT / "arrays.npz", step=np.array(40), **arrays)
    expect("arrays.npz", [(40, plain)], "an npz file", {}, {"step": "40.0"})
    np.savez_compressed(OUT / "compressed.npz", **arrays)
    expect("compressed.npz", [(None, plain)], "an npz file")
    stacked = {
        "embed": RANDOM.standard_normal((4, 5, 3)).astype("f4"),
        "hidden_w": RANDOM.standard_normal((4, 3, 2)).astype("f4"),
        "out_w": RANDOM.standard_normal((4, 2, 5)).astype("f4"),
    }
    rows = [{n: a[t] for n, a in stacked.items()} for t in range(4)]
    steps = [0, 10, 20, 1000]
    np.savez_compressed(
        OUT / "stacked.npz", steps=np.array(steps), loss=np.array([4.0, 3.0, 2.0, 1.0]), lr=np.array(0.5), **stacked
    )
    expect("stacked.npz", list(zip(steps, rows)), "an npz file", {"loss": [4, 3, 2, 1]}, {"lr": "0.5"})
    folder = OUT / "stacked"
    folder.mkdir()
    for name, array in stacked.items():
        np.save(folder / f"{name}.npy", array)
    (folder / "README").write_text("A file that is none of these.\n")
    expect("stacked", [(None, row) for row in rows], "a folder of 3 npy files")
    folder = OUT / "by_step"
    folder.mkdir()
    for step in (2, 10):
        np.save(folder / f"embed_step{step}.npy", stacked["embed"][step % 4])
        np.save(folder / f"out_step{step}.npy", stacked["out_w"][step % 4])
    expect(
        "by_step",
        [(s, {"embed": stacked["embed"][2], "out": stacked["out_w"][2]}) for s in (2, 10)],
        "a folder of 4 npy files",
    )
    for version in (1, 2, 3):
        with open(OUT / f"version_{version}.npy", "wb") as file:
            np.lib.format.write_array(file, arrays["f4"], version=(version, 0))
        expect(f"version_{version}.npy", [(None, {f"version_{version}": arrays["f4"]})], "an npy file")
    np.save(OUT / "objects.npy", np.array([{}, None]), allow_pickle=True)
    np.save(OUT / "records.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
    np.save(OUT / "unsigned.npy", np.zeros(2, dtype="u4"))


def numpy_in_torch():
    """Losses and weights as people have them who left PyTorch's arrays on the way."""
    random = np.random.default_rng(6)
    states = {
        step: {
            "W": torch.from_numpy(random.standard_normal((2, 3)).astype("f4")),
            "rows": random.standard_normal((2, 3)).astype("f4"),
            "columns": np.asfortranarray(random.standard_normal((2, 3))),
            "big": random.standard_normal(3).astype(">f4"),
            "half": random.standard_normal(3).astype("f2"),
        }
        for step in (0, 50, 100)
    }
    value = {
        "state_dicts": list(states.values()),
        "epochs": np.arange(3) * 50,
        "train_losses": [np.float64(0.5), np.float32(0.25), 0.125],
        "test_losses": np.array([3.0, 2.0, 1.0]),
        "train_indices": random.permutation(30),
        "lr": np.float32(0.125),
        "p": np.int64(5),
        "done": np.bool_(True),
        "spectrum": np.ones(3, "c8"),
        "texts": np.array(["a", "b"]),
        "objects": np.array([{}, None]),
        "shared": [np.arange(2.0)] * 2,
        "empty": np.zeros(0),
    }
    plain = [
        (step, {n: a.astype(a.dtype.newbyteorder("=")) if isinstance(a, np.ndarray) else a for n, a in state.items()})
        for step, state in states.items()
    ]
    lists = {"train_losses": [0.5, 0.25, 0.125], "test_losses": [3.0, 2.0, 1.0], "empty": []}
    for protocol in (2, 5):
        torch_save(f"numpy_{protocol}.pt", value, pickle_protocol=protocol)
    # NumPy 2 says the same by other names.
    patched("numpy_2.pt", "numpy_of_2.pt", lambda data: data.replace(b"cnumpy.core.", b"cnumpy._core."))
    for file in ("numpy_2.pt", "numpy_5.pt", "numpy_of_2.pt"):
        expect(
            file,
            plain,
            "a PyTorch file",
            lists,
            {"lr": "0.125", "p": "5", "done": "true"},
            {"train_indices": value["train_indices"].tolist()},
        )
    torch_save("numpy_steps.pt", {np.int64(s): {"model": state} for s, state in states.items()})
    expect("numpy_steps.pt", plain, "a PyTorch file")
    with open(OUT / "arrays.pkl", "wb") as file:
        pickle.dump({"params": {"dense": {"kernel": states[50]["columns"], "bias": states[50]["half"]}}, "step": 7}, file)
    expect("arrays.pkl", [(7, {"dense.kernel": states[50]["columns"], "dense.bias": states[50]["half"]})], "a pickle file")
    with open(OUT / "extended.pkl", "wb") as file:
        pickle.dump({"w": np.ones(3, "g"), "b": np.zeros(2)}, file)
    torch_save("numpy_complex.pt", {"W": torch.zeros(2, 3), "spectrum": np.ones(3, "c8")})


def safetensors():
    """Written by hand after the format's description: the package is not among Debian's."""
    tensors = {
        "F64": torch.randn(2, 3, dtype=torch.float64),
        "F32": torch.randn(2, 3),
        "F16": torch.randn(2, 3).half(),
        "BF16": torch.randn(2, 3).bfloat16(),
        "I64": torch.tensor([-(2**53), 2**53]),
        "I32": torch.tensor([-5, 2**31 - 1], dtype=torch.int32),
        "I16": torch.tensor([-5, 2**15 - 1], dtype=torch.int16),
        "I8": torch.tensor([-128, 127], dtype=torch.int8),
        "U8": torch.tensor([0, 255], dtype=torch.uint8),
        "BOOL": torch.tensor([True, False]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 2),
    }
    types = {"scalar": "F32", "empty": "F32"}
    header, data = {"__metadata__": {"format": "pt", "step": "30"}}, b""
    for name, tensor in tensors.items():
        flat = tensor.contiguous().reshape(-1)
        raw = flat.view(torch.int16) if tensor.dtype == torch.bfloat16 else flat
        begin = len(data)
        data += raw.numpy().tobytes()
        header[name] = {
            "dtype": types.get(name, name),
            "shape": list(tensor.shape),
            "data_offsets": [begin, len(data)],
        }
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (OUT / "all.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    expect("all.safetensors", [(30, tensors)], "a safetensors file", {}, {"format": "pt", "step": "30"})


def hdf5():
    def floats(*shape, kind="<f4"):
        return RANDOM.standard_normal(shape).astype(kind)

    def native(array):
        return array.astype(array.dtype.newbyteorder("="))

    arrays = {
        "big_f4": floats(2, 3, kind=">f4"),
        "big_f8": floats(2, 3, kind=">f8"),
        "big_i4": np.array([1, -70000], dtype=">i4"),
        "f2": floats(2, 3, kind="<f2"),
        "f4": floats(2, 3),
        "f8": floats(2, 3, kind="<f8"),
        "i1": np.array([-128, 127], dtype="i1"),
        "i2": np.array([-5, 5], dtype="<i2"),
        "i8": np.array([-(2**53), 2**53]),
        "u1": np.array([0, 255], dtype="u1"),
        "yes": np.array([True, False]),
    }
    with h5py.File(OUT / "types.h5", "w") as file:
        file.attrs["step"] = 12
        file.attrs["lr"] = 0.5
        file.attrs["task"] = "é"
        for name, array in arrays.items():
            file.create_dataset("net/" + name, data=array)
        file.create_dataset("net/gz", data=arrays["f4"], compression="gzip", shuffle=True, chunks=(1, 2))
        file.create_dataset("names", data=["a", "b"])
        file["net/soft"] = h5py.SoftLink("/net/f4")
    expected = {"net." + n: native(a) for n, a in arrays.items()}
    expected["net.gz"] = arrays["f4"]
    expected = {n: expected[n] for n in sorted(expected)}
    expect("types.h5", [(12, expected)], "an HDF5 file", {}, {"step": "12", "lr": "0.5", "task": "é"})

    shapes = {"W": (3, 4), "b": (4,)}
    steps = {s: {n: floats(*shape) for n, shape in shapes.items()} for s in (2, 10, 100)}
    with h5py.File(OUT / "group_per_step.h5", "w") as file:
        for step in (100, 2, 10):
            for name, array in steps[step].items():
                file[f"checkpoints/step_{step}/{name}"] = array
        file["loss"] = np.array([3.0, 2.0, 1.0])
        file["lr"] = 0.25
    expect("group_per_step.h5", list(steps.items()), "an HDF5 file", {"loss": [3, 2, 1]}, {"lr": "0.25"})
    with h5py.File(OUT / "numbered_groups.h5", "w") as file:
        for step, tensors in steps.items():
            for name, array in tensors.items():
                file[f"{step}/{name}"] = array
    expect("numbered_groups.h5", list(steps.items()), "an HDF5 file")

    stacked = {"W": floats(6, 3, 4), "b": floats(6, 4)}
    rows = [{n: a[t] for n, a in stacked.items()} for t in range(6)]
    with h5py.File(OUT / "step_axis.h5", "w") as file:
        file["epoch"] = np.arange(6) * 50
        file["train_loss"] = np.arange(6.0)
        file.create_dataset("params/W", data=stacked["W"], chunks=(4, 3, 2), compression="gzip")
        file.create_dataset("params/b", data=stacked["b"])
    expect(
        "step_axis.h5",
        [(50 * t, row) for t, row in enumerate(rows)],
        "an HDF5 file",
        {"train_loss": list(range(6))},
    )

    layers = {"dense": (5, 4), "dense_1": (4, 2)}
    weights = {}
    with h5py.File(OUT / "keras.h5", "w") as file:
        file.attrs["keras_version"] = "2.11.0"
        for layer, shape in layers.items():
            for part, array in (("bias:0", floats(shape[1])), ("kernel:0", floats(*shape))):
                file[f"model_weights/{layer}/{layer}/{part}"] = array
                weights[f"{layer}.{layer}.{part}"] = array
        file["optimizer_weights/Adam/iter:0"] = np.int64(77)
        file["optimizer_weights/Adam/m:0"] = floats(5, 4)
    expect("keras.h5", [(77, weights)], "an HDF5 file", {}, {"keras_version": "2.11.0"})

    with h5py.File(OUT / "lzf.h5", "w") as file:
        file.create_dataset("w", data=floats(20, 20) * 0, compression="lzf")
    with h5py.File(OUT / "external.h5", "w") as file:
        file.create_dataset("w", (4,), "f4", external=[("elsewhere.bin", 0, 16)])
    with h5py.File(OUT / "virtual.h5", "w") as file:
        layout = h5py.VirtualLayout((2, 3), "f4")
        layout[0] = h5py.VirtualSource("types.h5", "net/f4", (2, 3))[0]
        file.create_virtual_dataset("w", layout)
    with h5py.File(OUT / "unsigned.h5", "w") as file:
        file["w"] = np.zeros(3, "u4")
    with h5py.File(OUT / "long_double.h5", "w") as file:
        file["w"] = np.zeros(3, "longdouble")
    with h5py.File(OUT / "text_only.h5", "w") as file:
        file["names"] = ["a", "b"]


def folders():
    folder = OUT / "per_step"
    folder.mkdir()
    states = {s: state() for s in (2, 10, 100)}
    for step, tensors in states.items():
        torch.save(tensors, folder / f"model_{step}.pt")
    (folder / "config.json").write_text(json.dumps({"p": 5, "optimizer": {"lr": 0.1}, "tags": ["a", "b"], "x": None}))
    (folder / "README.md").write_text("# Not a checkpoint\n")
    (folder / "notes.json").write_text("not JSON, and not read\n")
    expect(
        "per_step",
        list(states.items()),
        "a folder of 3 PyTorch files",
        {},
        {"config.p": "5", "config.optimizer.lr": "0.1", "config.tags.1": "b"},
    )
    folder = OUT / "by_epoch"
    folder.mkdir()
    for index, step in enumerate((100, 10, 2)):
        torch.save({"model": states[step], "epoch": step, "train_losses": [1.0] * step}, folder / f"{index}.pt")
    expect("by_epoch", list(states.items()), "a folder of 3 PyTorch files", {"train_losses": [1.0, 1.0]}, {"epoch": "2"})


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for make in (formats, views, module, with_optimizer, series, cuda, big_endian, refused):
        make()
    for make in (numpy_arrays, safetensors, hdf5, folders, numpy_in_torch):
        make()
    text = json.dumps(EXPECTED, indent=None, separators=(",", ":"), ensure_ascii=False)
    (OUT / "expected.json").write_text(text.replace('"kind"', '\n"kind"') + "\n", encoding="utf-8")


main()
