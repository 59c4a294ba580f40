package periscope.checkpoints.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import periscope.checkpoints.imports.internal.Opener;

/**
 * Opens checkpoints that others saved: PyTorch's zip files, safetensors, npy, npz and HDF5. What a
 * file is decides its content, never its name. docs/import.md lists what is read and refused.
 */
public final class ForeignFiles {
  private ForeignFiles() {}

  /** As {@link #open(List, Stacking)} with {@link Stacking#AUTO}. */
  public static ForeignRun open(List<Path> paths) throws IOException {
    return open(paths, Stacking.AUTO);
  }

  /**
   * Opens a file, several, or a folder of them; then they are read in natural order ({@code step_2}
   * before {@code step_10}), and must be of one form. Files in a folder that are none of the forms
   * are passed over, and so are its folders. What stands in {@code config.json} beside the files,
   * or in a JSON file that is called like the only one, becomes settings under {@code config.}.
   *
   * <p>The step of a file that holds one comes from the first of these that all files have, each
   * another one: the number of updates that the optimiser counted; {@code step} in the file; {@code
   * epoch} in the file, taken as it stands; the name, where it says {@code step_100}, {@code
   * epoch100} or the like, or else, of several files, the last number, if the names differ in
   * nothing else. What is said inside goes first, since names change.
   *
   * @param stacking whether axis 0 of arrays counts steps
   * @throws ForeignFileException if a file is not what it claims to be, or of no form that is read
   * @throws IOException if a file cannot be read at all
   * @throws IllegalArgumentException if there is no path
   */
  public static ForeignRun open(List<Path> paths, Stacking stacking) throws IOException {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException("expected files or a folder to import, found none");
    }
    return Opener.open(paths, stacking);
  }
}
