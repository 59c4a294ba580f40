package periscope.checkpoints.imports.internal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads values that lie anywhere in a row of elements, through a window that moves forwards. */
final class Gatherer {
  private static final int WINDOW = 1 << 18; // bytes

  private final StridedData.Elementwise elements;
  private final Axes axes;
  private final int width; // bytes of an element
  private final long most; // elements in a window
  private final long block; // elements worth reading at once
  private final ByteBuffer window;
  private long start; // the window's first element
  private long end; // one after its last
  private long last; // one after the last that is needed at all

  Gatherer(StridedData.Elementwise elements, Axes axes) {
    this.elements = elements;
    this.axes = axes;
    this.width = elements.format().bytes();
    this.most = WINDOW / width;
    this.block = axes.block(most);
    this.window = ByteBuffer.wrap(new byte[(int) block * width]).order(elements.order());
  }

  /** Reads them all, row-major. */
  void gather(long offset, double[] values) throws IOException {
    last = offset + axes.span();
    gather(0, offset, values, 0);
  }

  private void gather(int axis, long at, double[] values, int to) throws IOException {
    if (axis >= axes.rank() - 1) {
      run(at, values, to);
      return;
    }
    for (int i = 0; i < axes.size(axis); i++) {
      gather(
          axis + 1, at + i * axes.stride(axis), values, to + Math.toIntExact(i * axes.step(axis)));
    }
  }

  /** The innermost axis, or a single value. */
  private void run(long at, double[] values, int to) throws IOException {
    boolean single = axes.rank() == 0;
    int size = single ? 1 : (int) axes.size(axes.rank() - 1);
    long stride = single ? 1 : axes.stride(axes.rank() - 1);
    int step = single ? 1 : (int) axes.step(axes.rank() - 1);
    int done = 0;
    while (done < size) {
      long from = at + done * stride;
      if (!(from >= start && from < end)) {
        move(from);
      }
      long inside = stride == 0 ? size : (end - 1 - from) / stride + 1;
      int count = (int) Math.min(size - done, inside);
      int distance = count == 1 ? 0 : Math.toIntExact(stride * width);
      Elements.decode(
          elements.format(),
          window,
          (int) (from - start) * width,
          distance,
          values,
          to + done * step,
          step,
          count);
      done += count;
    }
  }

  private void move(long from) throws IOException {
    int count = (int) Math.min(block, last - from);
    elements.source().read(elements.first() + from * width, window.array(), count * width);
    start = from;
    end = from + count;
  }
}
