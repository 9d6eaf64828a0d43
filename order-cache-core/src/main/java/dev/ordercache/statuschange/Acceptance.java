package dev.ordercache.statuschange;

/** What the submitter of a status change is told at once. */
public sealed interface Acceptance {

  /**
   * It is written down, and will not be lost.
   *
   * @param entry what is written about it: as it is now, if it was accepted before
   * @param repeated whether it had been accepted before, under the same key
   */
  record Accepted(JournalEntry entry, boolean repeated) implements Acceptance {}

  /**
   * The principal has used the key for another change.
   *
   * @param change the id of that one
   */
  record KeyReused(long change) implements Acceptance {}

  /** Nothing was accepted, because it could only be rejected. */
  record Refused(Refusal refusal) implements Acceptance {}
}
