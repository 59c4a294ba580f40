package periscope.probes.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrderedPoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void handsResultsOnInOrder(int threads) throws IOException {
    var results = new ArrayList<Integer>();
    OrderedPool.run(
        20,
        threads,
        index -> index * index,
        (index, result) -> {
          assertThat(result).isEqualTo(index * index);
          results.add(index);
        });
    assertThat(results).hasSize(20).isSorted();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void neverRunsFurtherAheadThanItsWindow(int threads) throws IOException {
    var begun = new AtomicInteger();
    var handedOn = new AtomicInteger();
    var furthest = new AtomicInteger();
    OrderedPool.run(
        50,
        threads,
        index -> {
          int ahead = begun.incrementAndGet() - handedOn.get();
          furthest.accumulateAndGet(ahead, Math::max);
          return index;
        },
        (index, result) -> handedOn.incrementAndGet());
    assertThat(begun).hasValue(50);
    assertThat(furthest.get()).isBetween(1, OrderedPool.window(threads));
  }

  @Test
  void aSlowFirstResultHoldsTheOthersBack() throws IOException {
    int threads = 2;
    var begun = new AtomicInteger();
    var windowIsFull = new CountDownLatch(OrderedPool.window(threads) - 1);
    OrderedPool.run(
        20,
        threads,
        index -> {
          begun.incrementAndGet();
          if (index == 0) {
            awaitUninterrupted(windowIsFull);
          } else {
            windowIsFull.countDown();
          }
          return index;
        },
        (index, result) -> {
          if (index == 0) {
            assertThat(begun.get()).isEqualTo(OrderedPool.window(threads));
          }
        });
    assertThat(begun).hasValue(20);
  }

  @Test
  void otherTasksAreDoneByOneThreadAndTheNumbersMeanwhile() throws IOException {
    var numbersAreDone = new CountDownLatch(20);
    var order = new ConcurrentLinkedQueue<String>();
    Runnable quick = () -> order.add("quick");
    Runnable slow =
        () -> {
          try {
            awaitUninterrupted(numbersAreDone); // on the other thread
            order.add("slow");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    OrderedPool.run(
        List.of(slow, quick),
        20,
        2,
        index -> {
          order.add("number " + index);
          return index;
        },
        (index, result) -> numbersAreDone.countDown());
    assertThat(order).hasSize(22).startsWith("number 0").endsWith("number 19", "slow", "quick");
  }

  @Test
  void anErrorOfAnotherTaskIsThrown() {
    Runnable task =
        () -> {
          throw new OutOfMemoryError("all is used");
        };
    assertThatThrownBy(
            () -> OrderedPool.run(List.of(task), 3, 2, index -> index, (index, result) -> {}))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void theFirstExceptionInOrderEndsIt() {
    var handedOn = new ArrayList<Integer>();
    assertThatThrownBy(
            () ->
                OrderedPool.run(
                    10,
                    2,
                    index -> {
                      if (index >= 3) {
                        throw new IOException("number " + index);
                      }
                      return index;
                    },
                    (index, result) -> handedOn.add(index)))
        .isInstanceOf(IOException.class)
        .hasMessage("number 3");
    assertThat(handedOn).containsExactly(0, 1, 2);
  }

  @Test
  void interruptionEndsItAndIsKept() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> OrderedPool.run(3, 1, index -> index, (index, result) -> {}))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void interruptionWhileWaitingEndsItToo() {
    var never = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    assertThatThrownBy(
            () ->
                OrderedPool.run(
                    3,
                    1,
                    index -> {
                      caller.interrupt();
                      awaitUninterrupted(never);
                      return index;
                    },
                    (index, result) -> {}))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void needsAThread() {
    assertThatThrownBy(() -> OrderedPool.run(3, 0, index -> index, (index, result) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 threads, expected 1 or more");
  }

  private static void awaitUninterrupted(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
