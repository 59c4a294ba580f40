package periscope.probes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Exceptions of probes, one entry per probe however many steps there are. Not thread-safe. */
final class Failures {
  private final Map<String, ProbeFailure> first = new LinkedHashMap<>();
  private final Map<String, Long> lastStep = new LinkedHashMap<>();

  void add(ProbeFailure failure) {
    first.merge(failure.probe(), failure, this::later);
    failure.step().ifPresent(step -> lastStep.put(failure.probe(), step));
  }

  /** A measure that failed at one step. */
  void add(Probe probe, String measure, long step, Throwable cause) {
    add(new ProbeFailure(probe.name(), measure, OptionalLong.of(step), 1, cause));
  }

  /** A measure that failed outside the pass over the snapshots. */
  void add(Probe probe, String measure, Throwable cause) {
    add(new ProbeFailure(probe.name(), measure, OptionalLong.empty(), 0, cause));
  }

  List<ProbeFailure> list() {
    return new ArrayList<>(first.values());
  }

  private ProbeFailure later(ProbeFailure known, ProbeFailure next) {
    Long last = lastStep.get(known.probe());
    boolean another = next.step().isPresent() && (last == null || next.step().getAsLong() != last);
    return another
        ? new ProbeFailure(
            known.probe(), known.measure(), known.step(), known.steps() + 1, known.cause())
        : known;
  }
}
