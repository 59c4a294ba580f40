package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DoublePartTest {

  @Test
  void everyFloat64SurvivesAsThreeFloat32() {
    var random = new Random(5);
    double[] values =
        Stream.of(
                LongStream.generate(random::nextLong)
                    .limit(100_000)
                    .mapToDouble(Double::longBitsToDouble),
                random.doubles(10_000, -1, 1),
                DoubleStream.generate(random::nextGaussian).limit(10_000).map(x -> x * 1e-40),
                DoubleStream.iterate(Double.MAX_VALUE, x -> x != 0, x -> x / -2),
                DoubleStream.iterate(Math.PI, x -> x != 0, x -> x / 2),
                DoubleStream.of(
                    0.0,
                    -0.0,
                    Double.MIN_VALUE,
                    -Double.MIN_VALUE,
                    Math.nextDown(Double.MIN_NORMAL),
                    Float.MAX_VALUE,
                    Math.nextUp((double) Float.MAX_VALUE),
                    Float.MIN_VALUE / 2.0,
                    Math.nextDown(1.0),
                    Math.nextUp(1.0),
                    Double.NaN,
                    Double.longBitsToDouble(0x7ff0000000000001L),
                    Double.longBitsToDouble(0xfff8000000abcdefL),
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY))
            .flatMapToDouble(some -> some)
            .toArray();
    float[] high = new float[values.length];
    float[] middle = new float[values.length];
    float[] low = new float[values.length];
    DoublePart.HIGH.write(values, high);
    DoublePart.MIDDLE.write(values, middle);
    DoublePart.LOW.write(values, low);
    double[] back = new double[values.length];
    DoublePart.read(high, middle, low, back);
    for (int i = 0; i < values.length; i++) {
      assertThat(Double.doubleToRawLongBits(back[i]))
          .isEqualTo(Double.doubleToRawLongBits(values[i]));
      for (float part : new float[] {high[i], middle[i], low[i]}) {
        // whole numbers that float32 has without gaps: nothing could be lost or made another NaN
        assertThat(part >= 0 && part < 1 << 22 && part == Math.rint(part)).isTrue();
      }
    }
  }

  @Test
  void partsAreCalledAfterTheirKind() {
    assertThat(DoublePart.HIGH.of("adam.m")).isEqualTo("adam.m.high");
  }
}
