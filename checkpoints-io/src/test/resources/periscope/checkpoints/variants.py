"""Writes copies of a run file with one thing changed. Prints the name of each, and the sentences with
which the native and the Java reader refuse it ("=": the same one), after the name of the file:
nothing where it is still the same run. Arguments: run, folder."""
import os
import shutil
import sys

import h5py
import numpy as np

source, folder = sys.argv[1:]
NAME = "params/blocks.0.mlp.W_in"
DAMAGED = "; the file is damaged"


def changed(label, change, native="", java="=", libver=None):
    """A copy changed by a function of the open file."""
    path = os.path.join(folder, label + ".h5")
    shutil.copyfile(source, path)
    with h5py.File(path, "r+", libver=libver) as run:
        change(run)
    print(label + ".h5", native, native if java == "=" else java, sep="\t")


def replaced(name, make):
    """Makes one dataset anew by a function of the file, the path and the old values."""
    def change(run):
        old = run[name]
        values, attributes = old[()], dict(old.attrs)
        del run[name]
        make(run, name, values)
        for key in ("id", "index", "header"):
            if key in attributes:
                run[name].attrs[key] = attributes[key]
    return change


def stored(name=NAME, dtype=None, **options):
    """The same values, stored in another way."""
    def make(run, path, values):
        as_stored = values if dtype is None else values.astype(dtype)
        run.create_dataset(path, data=as_stored, **options)
    return replaced(name, make)


def big_endian(name, bits):
    """The same bits in the other order: NaN payloads too, which astype would lose."""
    def make(run, path, values):
        kind = values.dtype.kind
        swapped = values.view("<u%d" % bits).astype(">u%d" % bits).view(">%s%d" % (kind, bits))
        run.create_dataset(path, data=swapped, chunks=True)
    return replaced(name, make)


def unchecked(change):
    """Also without checksums, which would tell first."""
    def both(run):
        del run["crc"]
        change(run)
    return both


def resized(name, rows):
    return lambda run: run[name].resize(rows, axis=0)


def removed(name):
    def change(run):
        del run[name]
    return change


def made(**options):
    return replaced(NAME, lambda run, path, values: run.create_dataset(path, **options))


def virtual(run, path, values):
    layout = h5py.VirtualLayout(shape=values.shape, dtype="<f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "w", shape=values.shape)
    run.create_virtual_dataset(path, layout)


SHAPE = (2, 6, 40, 3)
ELSEWHERE = "/" + NAME + ": its values are kept in other files, which is not read"
FILTER = "/" + NAME + ": its values are compressed with lzf (filter 32000), which is not read; store them with gzip"

# Stored in other ways: the same run.
changed("gzip", stored(compression="gzip", shuffle=True, chunks=(1, 3, 7, 2)))
changed("checksums", stored(compression="gzip", shuffle=True, fletcher32=True, chunks=(2, 6, 7, 2)))
changed("fletcher", stored(fletcher32=True, chunks=(1, 1, 3, 1)))
changed("contiguous", stored())
changed("chunks", stored(chunks=(1, 5, 40, 2)))
changed("bigendian", big_endian(NAME, 4))
changed("bigendian-steps", big_endian("step", 8))
changed("bigendian-metric", big_endian("metrics/accuracy", 8))
changed("gzip-steps", stored("step", compression="gzip", chunks=(1,), maxshape=(None,)))
changed("unchecked", removed("crc"))
for label, most in ("fixed", SHAPE), ("larger", (9, 11, 77, 5)), ("growing", (None, 6, 99, 3)), ("any", (None, None, 40, None)):
    for filtered in False, True:
        options = dict(compression="gzip") if filtered else {}
        changed("latest-%s-%s" % (label, filtered), stored(chunks=(1, 4, 9, 2), maxshape=most, **options), libver="latest")
        changed("latest-one-%s-%s" % (label, filtered), stored(chunks=SHAPE, maxshape=most, **options), libver="latest")

# Values of other types.
for dtype in "float64", "float16", "int32", "uint32", "int64", "uint8":
    changed(dtype, stored(dtype="<" + np.dtype(dtype).str[1:]), "/%s: expected float32 values, found %s" % (NAME, dtype))
changed("float64-steps", stored("step", dtype="<f8"), "/step: expected int64 values, found float64")
changed("uint64-steps", stored("step", dtype="<u8"), "/step: expected int64 values, found uint64")
changed("float32-metric", stored("metrics/accuracy", dtype="<f4"), "/metrics/accuracy: expected float64 values, found float32")
changed("int64-crc", stored("crc", dtype="<i8"), "/crc: expected int32 values, found int64")

# Compression that is not read.
changed("lzf-skipped", stored(compression="lzf"))  # random bits do not get smaller, so they stay as they are
changed("lzf", unchecked(made(data=np.zeros(SHAPE, "<f4"), compression="lzf")), FILTER)

# Values that are elsewhere, or nowhere.
changed("external", made(shape=SHAPE, dtype="<f4", external=[("/etc/hostname", 0, 2 * 720 * 4)]), ELSEWHERE)
changed("virtual", replaced(NAME, virtual), ELSEWHERE, libver="latest")
changed("claims", unchecked(made(shape=(2, 1 << 28), chunks=(1, 1024), dtype="<f4")),
        "/%s: values that should be here are not in the file, which has {size} bytes; it was cut short" % NAME)
changed("huge", unchecked(made(shape=(2, 1 << 14, 1 << 15), chunks=(1, 1, 1024), dtype="<f4")),
        "/%s: tensor blocks.0.mlp.W_in of shape [16384, 32768] has more than 268435456 values" % NAME)
changed("long", unchecked(made(shape=(2, 1 << 40), chunks=(1, 1024), dtype="<f4")), "/%s: axis 1 claims 1099511627776 values" % NAME)
changed("no-rows", resized(NAME, 0), "/%s: expected at least 2 rows, found 0" % NAME + DAMAGED)
changed("no-metric-rows", resized("metrics/accuracy", 1), "/metrics/accuracy: expected at least 3 rows, found 1" + DAMAGED)
changed("no-crc-rows", resized("crc", 1), "/crc: expected at least 2 rows, found 1" + DAMAGED)
for name in "step", "meta", "metrics/step", "optimizer/step":
    changed("no-" + name.replace("/", "-"), removed(name), "/%s: this is not there, and a run must have it" % name)
changed("slots", replaced("optimizer/step", lambda run, path, values: run.create_dataset(path, shape=(1 << 50,), chunks=(1,), dtype="<i8")),
        "/optimizer/step: expected at most 2 slots, found 1125899906842624" + DAMAGED)
changed("no-parameter", removed(NAME), "/crc: expected rows of 10 checksums, found shape [11]" + DAMAGED)
changed("one-step", unchecked(replaced("step", lambda run, path, values: run.create_dataset(path, data=np.int64(7)))),
        "/step: expected an axis of steps, found a single value")

# Changed values.
HEADER = "the specification, the provenance, a name, a shape or the split is not what was written: the checksum of the header differs" + DAMAGED


def flipped(name, index):
    def change(run):
        value = run[name][index]
        bits = np.dtype("u%d" % value.nbytes).type
        run[name][index] = (value.view(bits) ^ bits(1 << 13)).view(value.dtype)
    return change


def differs(name, step):
    return "/%s: the values of the checkpoint at step %d are not those that were written" % (name, step)


changed("flip-parameter", flipped(NAME, (1, 2, 3, 1)), differs(NAME, 10))
changed("flip-metric", flipped("metrics/accuracy", 0), differs("metrics/accuracy", 0))
changed("flip-metric-step", flipped("metrics/step", 1), differs("metrics/step", 10))
changed("flip-step", flipped("step", 1), differs("step", 8202))
changed("flip-optimizer", flipped("optimizer/v/embed.W_E", (1, 1, 1)), differs("optimizer/v/embed.W_E", 10))
changed("flip-crc", flipped("crc", (1, 1)), differs("params/embed.W_E", 10))
for name, attribute in ("meta", "spec"), ("meta", "seed"), ("params/bias", "id"):
    def renamed(run):
        run[name].attrs[attribute] = run[name].attrs[attribute][:-1] + "x"
    changed("flip-" + attribute, renamed, HEADER)
changed("flip-split", lambda run: run["split/train"].__setitem__(2, 5), HEADER)
