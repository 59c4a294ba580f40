"""The points that the residues' embeddings are: principal components, circles, parallelograms."""
import numpy as np

AXES = 4


class Components:
    """Principal components of points [p][width], centred on their mean."""

    def __init__(self, points):
        self.mean = points.mean(0)
        self.centred = points - self.mean
        u, s, axes = np.linalg.svd(self.centred, full_matrices=False)
        few = min(len(points) - 1, points.shape[1])
        self.share = s[:few] ** 2 / (s**2).sum()
        signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])
        self.axes = (axes * signs[:, None])[: min(AXES, few)]

    def along(self, axes):
        return self.centred @ axes.T


def circles(coordinates, variance):
    """Of coordinates [p][axis]: how far each axis is one wave, and of which frequency; NaN and 0 of one with next to no variance."""
    p = len(coordinates)
    energy = (coordinates**2).sum(0)
    counts = energy > 1e-12 * variance
    v = coordinates / np.sqrt(np.where(counts, energy, 1))
    waves = 2 / p * np.abs(np.fft.rfft(v, axis=0)[1:]) ** 2
    return np.where(counts, np.minimum(waves.max(0), 1), np.nan), np.where(counts, 1 + waves.argmax(0), 0)


def parallelograms(task, centred, within=0.01):
    """Shares of pairs of pairs with one sum, whole or modulo p, that are parallelograms."""
    points = centred / np.sqrt((centred**2).sum(1).mean())
    sums = points[task.ends[0]] + points[task.ends[1]]  # [sum][pair][width]
    squares = (sums**2).sum(2)
    distances = squares[:, :, None] + squares[:, None] - 2 * np.matmul(sums, sums.transpose(0, 2, 1))
    close = distances <= within**2
    return {
        "rqi": (close & task.same_whole).sum() / task.same_whole.sum(),
        "rqi/modular": (close & task.different).sum() / (task.p * task.different.sum()),
    }


def measures(task, own, final_axes):
    """Of the components of a checkpoint and the axes of the last one."""
    variance = (own.centred**2).sum()
    positive = own.share[own.share > 0]
    coordinates, fixed = own.along(own.axes), own.along(final_axes)
    round_, frequencies = circles(coordinates, variance)
    return {
        "pca/explained": own.share,
        "pca/own-axes": coordinates,
        "pca/final-axes": fixed,
        "pca/final-axes/explained": (fixed**2).sum(0) / variance,
        "effective-dimension": np.exp(-(positive * np.log(positive)).sum()),
        "circularity": np.nanmean(round_),
        "circularity/frequencies": frequencies,
        "circularity/final-axes": np.nanmean(circles(fixed, variance)[0]),
        **parallelograms(task, own.centred),
    }
