package dev.ordercache.event;

/** Where a status change has got. */
public enum ChangeState {

  /** Accepted, and waits to be applied. */
  PENDING,

  /** Committed in the database; the cache step is due. */
  APPLIED,

  /** Committed, and every reader sees it. */
  DONE,

  /** Not made, because the order was not as expected or the workflow does not lead there. */
  REJECTED,

  /** Not made, because its submitter took it back in time. */
  CANCELLED,

  /** Not made: given up after several attempts. */
  FAILED,

  /** Made and taken back, because the cache step was not completed. */
  COMPENSATED,

  /** Made, and not taken back although that was due, because somebody changed the order since. */
  SUPERSEDED;

  /** Whether nothing will become of it any more. */
  public boolean isFinal() {
    return this != PENDING && this != APPLIED;
  }
}
