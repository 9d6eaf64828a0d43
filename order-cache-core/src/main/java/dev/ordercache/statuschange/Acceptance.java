package dev.ordercache.statuschange;

/** The immediate answer to the submitter of a status change. */
public sealed interface Acceptance {

  /**
   * The change is stored, and will not be lost.
   *
   * @param entry its journal entry; the present one, if it was accepted before
   * @param repeated whether it had been accepted before, under the same key
   */
  record Accepted(JournalEntry entry, boolean repeated) implements Acceptance {}

  /**
   * The principal has used the key for another change.
   *
   * @param change the id of that change
   */
  record KeyReused(long change) implements Acceptance {}

  /** The change was not accepted, because it could only be rejected. */
  record Refused(Refusal refusal) implements Acceptance {}
}
