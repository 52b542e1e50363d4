package org.livemirror.core.trust;

/** Content was refused; {@link #refusal()} says what and why. */
public final class RefusedException extends Exception {
  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message());
    this.refusal = refusal;
  }

  public Refusal refusal() {
    return refusal;
  }
}
