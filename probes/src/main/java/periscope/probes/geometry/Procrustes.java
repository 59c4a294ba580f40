package periscope.probes.geometry;

/** Turning and mirroring one drawing of points so that it lies on another as well as it can. */
final class Procrustes {
  private Procrustes() {}

  /**
   * Moves points of the plane by a rotation, with or without a reflection, about their mean, so
   * that the sum of squared distances to other points is least; lengths stay (Schönemann 1966).
   *
   * @param points {@code [rows][2]}, changed
   * @param target {@code [rows][2]}
   */
  static void align(double[] points, double[] target) {
    double[] mean = mean(points);
    double[] goal = mean(target);
    // Products of coordinates, points by target. In the plane the best turn has a closed form.
    double xx = 0;
    double xy = 0;
    double yx = 0;
    double yy = 0;
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] - mean[0];
      double y = points[i + 1] - mean[1];
      double u = target[i] - goal[0];
      double v = target[i + 1] - goal[1];
      xx += x * u;
      xy += x * v;
      yx += y * u;
      yy += y * v;
    }
    boolean mirror = Math.hypot(xx - yy, xy + yx) > Math.hypot(xx + yy, xy - yx);
    double sign = mirror ? -1 : 1; // of y before the turn
    double angle = Math.atan2(xy - sign * yx, xx + sign * yy);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    for (int i = 0; i < points.length; i += 2) {
      double x = points[i] - mean[0];
      double y = sign * (points[i + 1] - mean[1]);
      points[i] = goal[0] + cos * x - sin * y;
      points[i + 1] = goal[1] + sin * x + cos * y;
    }
  }

  private static double[] mean(double[] points) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < points.length; i += 2) {
      x += points[i];
      y += points[i + 1];
    }
    int rows = points.length / 2;
    return new double[] {x / rows, y / rows};
  }
}
