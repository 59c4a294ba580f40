package periscope.checkpoints;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import periscope.checkpoints.internal.ElementType;
import periscope.checkpoints.internal.Slab;
import periscope.checkpoints.internal.StoredDataset;
import periscope.checkpoints.internal.StoredFile;

/**
 * A dataset of an {@link ExaminedFile}. Where rows are is looked up in Java: the native library
 * would go through all chunks that the dataset claims to have.
 */
final class ExaminedDataset implements StoredDataset {
  private final StoredFile file;
  private final StoredDataset structure;
  private final StoredDataset values;

  ExaminedDataset(StoredFile file, StoredDataset structure, StoredDataset values) {
    this.file = file;
    this.structure = structure;
    this.values = values;
  }

  @Override
  public StoredFile file() {
    return file;
  }

  @Override
  public String path() {
    return values.path();
  }

  @Override
  public ElementType type() {
    return values.type();
  }

  @Override
  public long[] shape() {
    return values.shape();
  }

  @Override
  public boolean filtered() throws IOException {
    return structure.filtered();
  }

  @Override
  public MemorySegment load(Slab slab) throws IOException {
    return values.load(slab);
  }

  /** First what is shown, then what tells where it is: never the older of the two. */
  @Override
  public void refresh() throws IOException {
    values.refresh();
    structure.refresh();
  }

  @Override
  public void requireStored(long row) throws IOException {
    structure.requireStored(row);
  }

  @Override
  public void close() throws IOException {
    try (structure) {
      values.close();
    }
  }
}
