package periscope.models.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60) // a lost wake-up would wait for ever
class ShardsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void everyTaskRunsOnceAndIsSeenByTheCaller(int threads) {
    try (Shards shards = Shards.of(threads)) {
      assertThat(shards.threads()).isEqualTo(threads);
      for (int tasks : new int[] {0, 1, 2, 3, 7, 8, 9, 100}) {
        int[] runs = new int[tasks]; // plain: visibility is part of what is tested
        for (int round = 1; round <= 200; round++) {
          shards.run(tasks, i -> runs[i]++);
          for (int i = 0; i < tasks; i++) {
            assertThat(runs[i]).isEqualTo(round);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void aTaskStaysOnItsThread(int threads) {
    try (Shards shards = Shards.of(threads)) {
      Thread[] first = new Thread[20];
      shards.run(20, i -> first[i] = Thread.currentThread());
      for (int round = 0; round < 50; round++) {
        Thread[] again = new Thread[20];
        shards.run(20, i -> again[i] = Thread.currentThread());
        assertThat(again).isEqualTo(first);
      }
      assertThat(first[0]).isSameAs(Thread.currentThread());
      assertThat(Set.of(first[0], first[1])).hasSize(2);
    }
  }

  @Test
  void workersWakeAfterTheyHaveParked() throws InterruptedException {
    try (Shards shards = Shards.of(3)) {
      AtomicIntegerArray runs = new AtomicIntegerArray(6);
      for (int round = 1; round <= 5; round++) {
        Thread.sleep(Duration.ofMillis(20)); // far longer than they spin
        shards.run(6, runs::incrementAndGet);
        for (int i = 0; i < 6; i++) {
          assertThat(runs.get(i)).isEqualTo(round);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void theLowestFailedTasksExceptionReachesTheCallerAndTheTeamLivesOn(int threads) {
    try (Shards shards = Shards.of(threads)) {
      assertThatThrownBy(
              () ->
                  shards.run(
                      16,
                      i -> {
                        if (i == 5 || i == 6 || i == 14) {
                          throw new IllegalStateException("task " + i);
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("task 5");
      int[] runs = new int[16];
      shards.run(16, i -> runs[i]++);
      assertThat(runs).containsOnly(1);
    }
  }

  @Test
  void errorsAndOneExceptionThrownTwicePassThrough() {
    try (Shards shards = Shards.of(2)) {
      AssertionError error = new AssertionError("both");
      assertThatThrownBy(
              () ->
                  shards.run(
                      2,
                      i -> {
                        throw error;
                      }))
          .isSameAs(error);
    }
  }

  @Test
  void tasksMayNotStartTasks() {
    try (Shards shards = Shards.of(2)) {
      assertThatThrownBy(() -> shards.run(2, i -> shards.run(1, j -> {})))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already running");
    }
  }

  @Test
  void aSecondCallerIsRefused() throws InterruptedException {
    try (Shards shards = Shards.of(2)) {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch refused = new CountDownLatch(1);
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread other =
          Thread.ofPlatform()
              .start(
                  () ->
                      shards.run(
                          2,
                          i -> {
                            running.countDown();
                            try {
                              refused.await();
                            } catch (InterruptedException e) {
                              failure.set(e);
                            }
                          }));
      running.await();
      assertThatThrownBy(() -> shards.run(2, i -> {})).isInstanceOf(IllegalStateException.class);
      refused.countDown();
      other.join();
      assertThat(failure.get()).isNull();
    }
  }

  @Test
  void closingEndsTheThreads() throws InterruptedException {
    Shards shards = Shards.of(4);
    Thread[] threads = new Thread[4];
    shards.run(4, i -> threads[i] = Thread.currentThread());
    shards.close();
    shards.close();
    for (int i = 1; i < 4; i++) {
      assertThat(threads[i].isDaemon()).isTrue();
      assertThat(threads[i].join(Duration.ofSeconds(30))).isTrue();
    }
    assertThatThrownBy(() -> shards.run(1, i -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void anInterruptedCallerStillGetsAllResultsAndStaysInterrupted() {
    try (Shards shards = Shards.of(2)) {
      Thread.currentThread().interrupt();
      int[] runs = new int[8];
      shards.run(8, i -> runs[i]++);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(runs).containsOnly(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aTeamNeedsAThread(int threads) {
    assertThatThrownBy(() -> Shards.of(threads))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 thread");
  }
}
