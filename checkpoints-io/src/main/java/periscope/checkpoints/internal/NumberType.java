package periscope.checkpoints.internal;

/**
 * The number type of somebody else's dataset, as far as it is one of those below in every bit:
 * sign, exponent, bias, order, padding. All others are only described.
 *
 * @param kind what its bits mean
 * @param bytes size of a value
 * @param bigEndian whether the most significant byte comes first
 */
public record NumberType(Kind kind, int bytes, boolean bigEndian) {

  /** What bits mean. */
  public enum Kind {
    /** IEEE 754 of 16, 32 or 64 bits. */
    FLOAT,
    /** The upper half of an IEEE 754 number of 32 bits. */
    BFLOAT,
    /** Two's complement. */
    SIGNED,
    /** Without a sign. */
    UNSIGNED,
    /** h5py's enumeration of FALSE = 0 and TRUE = 1, in one byte. */
    BOOL
  }
}
