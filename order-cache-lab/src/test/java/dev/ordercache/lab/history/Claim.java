package dev.ordercache.lab.history;

/** The claims about every answer, which a run checks. */
enum Claim {
  /** A value that was answered was in the database at some time. */
  EXISTED("answered values that the database once had"),
  /** G1: a verified answer reflects what was committed more than the bound before its call. */
  BOUNDED("verified answers no older than the bound (G1)"),
  /** An answer from the database reflects what was committed before its call. */
  CURRENT("answers from the database as new as their call"),
  /**
   * G2: a change that its call has returned as visible is seen by every later call: in the order,
   * and in the lists that the change leads out of and into.
   */
  PROMISED("answers as new as every change that had returned (G2)"),
  /** A list is as it was at one moment. */
  ONE_MOMENT("lists that were so at one moment"),
  /** G3: at rest, an answer equals the database. */
  EQUAL("answers at rest equal to the database (G3)"),
  /** At rest, everything that can be cached is cached, and the guard is present. */
  RECOVERED("answers at rest that are verified"),
  /** At rest, an order is in the list of its status and in no other. */
  ONE_LIST("orders at rest in exactly one list");

  private final String text;

  Claim(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
