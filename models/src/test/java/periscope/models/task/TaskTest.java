package periscope.models.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TaskTest {

  @Test
  void selectionKeepsTheGivenOrder() {
    Task task = new Task(2, 5, 4, new int[] {0, 1, 2, 3, 4, 0}, new int[] {1, 2, 3});
    Task chosen = task.select(new int[] {2, 0, 2});
    assertThat(chosen.size()).isEqualTo(3);
    assertThat(chosen.inputs()).containsExactly(4, 0, 0, 1, 4, 0);
    assertThat(chosen.labels()).containsExactly(3, 1, 3);
    assertThat(chosen.vocabulary()).isEqualTo(5);
    assertThat(chosen.classes()).isEqualTo(4);
  }

  @Test
  void aRangeIsThoseExamplesAndAllOfThemTheTask() {
    Task task = new Task(2, 5, 4, new int[] {0, 1, 2, 3, 4, 0}, new int[] {1, 2, 3});
    Task last = task.range(1, 3);
    assertThat(last.inputs()).containsExactly(2, 3, 4, 0);
    assertThat(last.labels()).containsExactly(2, 3);
    assertThat(task.range(0, 3)).isSameAs(task);
  }

  @Test
  void tokensAndLabelsMustBeInRange() {
    assertThatThrownBy(() -> new Task(2, 5, 4, new int[] {0, 5}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token 1 is 5, expected 0 to 4");
    assertThatThrownBy(() -> new Task(2, 5, 4, new int[] {-1, 0}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("token 0 is -1");
    assertThatThrownBy(() -> new Task(2, 5, 4, new int[] {0, 0}, new int[] {4}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 0 is 4, expected 0 to 3");
  }

  @Test
  void everyExampleNeedsItsTokens() {
    assertThatThrownBy(() -> new Task(2, 5, 4, new int[3], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 4 tokens for 2 examples of 2 tokens, found 3");
    assertThatThrownBy(() -> new Task(0, 5, 4, new int[0], new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
