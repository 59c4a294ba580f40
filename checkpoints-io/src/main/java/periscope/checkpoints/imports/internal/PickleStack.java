package periscope.checkpoints.imports.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import periscope.checkpoints.imports.ForeignFileException;

/** The stack, marks and memo of the machine that a pickle is a program for. */
final class PickleStack {
  private final PickleInput input;
  private final long mostValues;
  private final List<Pickled> values = new ArrayList<>();
  private final List<Integer> marks = new ArrayList<>();
  private final Map<Long, Pickled> memo = new HashMap<>();
  private long pushed;

  /**
   * An empty one.
   *
   * @param mostValues values that may be pushed in all, since each takes memory
   */
  PickleStack(PickleInput input, long mostValues) {
    this.input = input;
    this.mostValues = mostValues;
  }

  void push(Pickled value) throws ForeignFileException {
    if (++pushed > mostValues) {
      throw input.refuse("more than %d values, which are too many for this heap", mostValues);
    }
    values.add(value);
  }

  private int floor() {
    return marks.isEmpty() ? 0 : marks.getLast();
  }

  private void requireAboveMark(int count) throws ForeignFileException {
    if (values.size() - floor() < count) {
      throw input.refuse("expected %d values on the stack, found fewer", count);
    }
  }

  Pickled pop() throws ForeignFileException {
    requireAboveMark(1);
    return values.removeLast();
  }

  Pickled top() throws ForeignFileException {
    requireAboveMark(1);
    return values.getLast();
  }

  /** Takes the last values off, in the order in which they were pushed. */
  List<Pickled> pop(int count) throws ForeignFileException {
    requireAboveMark(count);
    List<Pickled> tail = values.subList(values.size() - count, values.size());
    List<Pickled> popped = new ArrayList<>(tail);
    tail.clear();
    return popped;
  }

  void mark() throws ForeignFileException {
    if (++pushed > mostValues) {
      throw input.refuse("more than %d marks and values", mostValues);
    }
    marks.add(values.size());
  }

  /** Takes off what was pushed since the last mark, and the mark. */
  List<Pickled> popToMark() throws ForeignFileException {
    if (marks.isEmpty()) {
      throw input.refuse("expected a mark on the stack, found none");
    }
    List<Pickled> popped = pop(values.size() - floor());
    marks.removeLast();
    return popped;
  }

  /** Whether a mark is on top. */
  boolean atMark() {
    return !marks.isEmpty() && marks.getLast() == values.size();
  }

  int size() {
    return values.size() + marks.size();
  }

  int memoSize() {
    return memo.size();
  }

  /** Remembers the top under a number, which need not be the next one. */
  void remember(long index) throws ForeignFileException {
    if (++pushed > mostValues) {
      throw input.refuse("more than %d memos and values", mostValues);
    }
    memo.put(index, top());
  }

  Pickled recall(long index) throws ForeignFileException {
    Pickled value = memo.get(index);
    if (value == null) {
      throw input.refuse("memo number %d was never given out", index);
    }
    return value;
  }
}
