package periscope.probes.geometry;

/**
 * The sum of m different ranks drawn at random from 1 … n, every choice of m as likely as any other
 * (Wilcoxon 1945, doi:10.2307/3001968). Choices are counted exactly, in float64 beyond 2⁵³: there
 * relative errors stay near 1e-14.
 */
final class RankSums {
  private final int n;
  private final int m;
  private final double[] choices; // [sum]: how many choices of m ranks have it

  /**
   * The distribution.
   *
   * @param n number of ranks, 1 or more
   * @param m how many are drawn, 1 to n
   */
  RankSums(int n, int m) {
    this.n = n;
    this.m = m;
    int largest = m * (2 * n - m + 1) / 2;
    double[][] counts = new double[m + 1][largest + 1];
    counts[0][0] = 1;
    for (int rank = 1; rank <= n; rank++) {
      for (int drawn = Math.min(rank, m); drawn >= 1; drawn--) {
        for (int sum = rank; sum <= largest; sum++) {
          counts[drawn][sum] += counts[drawn - 1][sum - rank];
        }
      }
    }
    choices = counts[m];
  }

  /** How likely a sum of at most this is. */
  double atMost(int sum) {
    double below = 0;
    double all = 0;
    for (int i = 0; i < choices.length; i++) {
      below += i <= sum ? choices[i] : 0;
      all += choices[i];
    }
    return below / all;
  }

  /** The least sum whose {@link #atMost} is at least this. */
  int quantile(double share) {
    int sum = m * (m + 1) / 2;
    while (sum < choices.length - 1 && !(atMost(sum) >= share)) {
      sum++;
    }
    return sum;
  }

  /** The mean of the sum. */
  double mean() {
    return m * (n + 1) / 2.0;
  }
}
