"""Writes copies of a run file with one thing changed, and prints the name of each with what the
sentence that refuses it must contain: nothing if it is still the same run. Arguments: run, folder."""
import os
import shutil
import sys

import h5py
import numpy as np

source, folder = sys.argv[1:]
NAME = "params/blocks.0.mlp.W_in"


def replaced(label, refused, make):
    """A copy in which one parameter was made anew by a function of the file and the old values."""
    path = os.path.join(folder, label + ".h5")
    shutil.copyfile(source, path)
    with h5py.File(path, "r+") as run:
        old = run[NAME]
        values, attributes = old[:], dict(old.attrs)
        del run[NAME]
        make(run, values)
        for name in ("id", "index"):
            run[NAME].attrs[name] = attributes[name]
    print(label + ".h5", refused, sep="\t")


def stored(**options):
    def make(run, values):
        run.create_dataset(NAME, data=values.astype(options.pop("dtype", "<f4"), copy=False), **options)
    return make


def claims(run, values):
    run.create_dataset(NAME, shape=(2, 1 << 28), chunks=(1, 1024), dtype="<f4")


def huge(run, values):
    run.create_dataset(NAME, shape=(2, 1 << 14, 1 << 15), chunks=(1, 1, 1024), dtype="<f4")


def external(run, values):
    run.create_dataset(NAME, shape=values.shape, dtype="<f4", external=[("/etc/hostname", 0, values.nbytes)])


replaced("gzip", "", stored(compression="gzip", shuffle=True, chunks=(1, 3, 7, 2)))
replaced("bigendian", "", lambda run, values: run.create_dataset(NAME, data=values.view("<u4").astype(">u4").view(">f4"), chunks=True))
replaced("contiguous", "", stored())
replaced("float16", "expected float32 values, found float16", stored(dtype="<f2"))
replaced("uint32", "expected float32 values, found uint32", lambda run, values: run.create_dataset(NAME, data=values.view("<u4")))
replaced("external", "its values are kept in other files, which is not read", external)
replaced("claims", "values that should be here are not in the file", claims)
replaced("huge", "tensor blocks.0.mlp.W_in of shape [16384, 32768] has more than 268435456 values", huge)
