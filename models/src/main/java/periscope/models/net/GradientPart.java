package periscope.models.net;

/** One task of a round of {@link LaneGradient}; tasks of a round write to different places. */
@FunctionalInterface
interface GradientPart {
  void run(Parameters weights, Parameters gradient);
}
