package periscope.models.net;

/** Sees nothing. */
enum NoHooks implements Hooks {
  INSTANCE;

  @Override
  public Tensor apply(String name, Tensor value) {
    return value;
  }

  @Override
  public boolean sees(String name) {
    return false;
  }

  @Override
  public boolean onlyWhatReachesTheLogits() {
    return true;
  }

  @Override
  public boolean inParts() {
    return true;
  }
}
