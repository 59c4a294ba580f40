package periscope.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import periscope.models.net.LossGradient;
import periscope.models.net.Parameters;
import periscope.models.spec.SeedStreams;

class BatchesTest {
  @Test
  void anEpochHasEveryExampleOnceInAnOrderOfItsOwn() {
    List<int[]> batches = batches(new Batches(10, 4, new SeedStreams(3)), 0, 6);
    assertThat(batches).extracting(batch -> batch.length).containsExactly(4, 4, 2, 4, 4, 2);
    int[] first = join(batches.subList(0, 3));
    int[] second = join(batches.subList(3, 6));
    assertThat(first).isNotEqualTo(second);
    for (int[] epoch : List.of(first, second)) {
      assertThat(Arrays.stream(epoch).sorted().toArray())
          .isEqualTo(IntStream.range(0, 10).toArray());
    }
  }

  @Test
  void aRunThatIsGoneOnWithSeesTheSameBatches() {
    List<int[]> whole = batches(new Batches(10, 4, new SeedStreams(3)), 0, 8);
    List<int[]> rest = batches(new Batches(10, 4, new SeedStreams(3)), 5, 8);
    assertThat(rest).usingRecursiveComparison().isEqualTo(whole.subList(5, 8));
  }

  @Test
  void allExamplesAreOneBatchThatIsNeverSelected() {
    var all = new Batches(10, 0, new SeedStreams(3));
    assertThat(all.capacity()).isEqualTo(10);
    assertThat(batches(all, 0, 5)).isEmpty();
    assertThat(new Batches(10, 99, new SeedStreams(3)).capacity()).isEqualTo(10);
  }

  private static List<int[]> batches(Batches batches, long from, long to) {
    List<int[]> selected = new ArrayList<>();
    var recorder =
        new LossGradient<Parameters>() {
          @Override
          public void select(int[] rows, int first, int count) {
            selected.add(Arrays.copyOfRange(rows, first, first + count));
          }

          @Override
          public double compute(Parameters weights, Parameters gradient) {
            return 0;
          }
        };
    for (long step = from; step < to; step++) {
      batches.select(recorder, step);
    }
    return selected;
  }

  private static int[] join(List<int[]> batches) {
    return batches.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
