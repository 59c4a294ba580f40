package periscope.checkpoints.imports;

/** How a tensor's values are kept in somebody else's file. */
public enum ElementFormat {
  /** IEEE 754, 64 bits. */
  FLOAT64(8, true),
  /** IEEE 754, 32 bits. */
  FLOAT32(4, true),
  /** IEEE 754, 16 bits. */
  FLOAT16(2, true),
  /** The upper half of a {@link #FLOAT32}. */
  BFLOAT16(2, true),
  /** Signed, 64 bits. */
  INT64(8, false),
  /** Signed, 32 bits. */
  INT32(4, false),
  /** Signed, 16 bits. */
  INT16(2, false),
  /** Signed, 8 bits. */
  INT8(1, false),
  /** Unsigned, 8 bits. */
  UINT8(1, false),
  /** One byte, 0 or 1. */
  BOOL(1, false);

  private final int bytes;
  private final boolean floating;

  ElementFormat(int bytes, boolean floating) {
    this.bytes = bytes;
    this.floating = floating;
  }

  /** Size of one value. */
  public int bytes() {
    return bytes;
  }

  /** Whether values are floating-point numbers: only such tensors can be weights. */
  public boolean floating() {
    return floating;
  }
}
