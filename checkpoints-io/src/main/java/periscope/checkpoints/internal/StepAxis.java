package periscope.checkpoints.internal;

import static org.bytedeco.hdf5.global.hdf5.*;

import java.io.IOException;

/** Makes a dataset of steps the scale of axis 0 of others, as HDF5's dimension scales. */
public final class StepAxis {
  private static final String LABEL = "step";

  private StepAxis() {}

  /** Marks a dataset as a scale. */
  public static void mark(H5Dataset steps) throws IOException {
    steps.check(H5DSset_scale(steps.id, LABEL), "make it a dimension scale");
  }

  /** Names axis 0 of a dataset and attaches its scale. */
  public static void attach(H5Dataset dataset, H5Dataset steps) throws IOException {
    dataset.check(H5DSset_label(dataset.id, 0, LABEL), "label its axis 0");
    dataset.check(H5DSattach_scale(dataset.id, steps.id, 0), "attach a scale to its axis 0");
  }
}
