package periscope.models.spec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Independent random streams from one root seed, by name.
 *
 * <p>A stream is xoshiro256++ (Blackman and Vigna 2021, doi:10.1145/3460772) whose 256-bit state is
 * the SHA-256 of the root seed and the stream's name: adding a stream never changes another.
 *
 * @param root any value
 */
public record SeedStreams(long root) {

  /**
   * A new generator at the beginning of the named stream, such as {@code init} or {@code split}.
   */
  public UniformRandomProvider stream(String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(root).flip());
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      var state = ByteBuffer.wrap(digest.digest()).asLongBuffer();
      long[] seed = {state.get(), state.get(), state.get(), state.get()};
      return RandomSource.XO_SHI_RO_256_PP.create(seed);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
