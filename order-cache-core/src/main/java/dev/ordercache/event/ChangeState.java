package dev.ordercache.event;

/** The state of a status change. */
public enum ChangeState {

  /** Accepted, and waiting to be applied. */
  PENDING,

  /** Committed in the database; the cache step is due. */
  APPLIED,

  /** Committed, and every reader sees it. */
  DONE,

  /** Not made, because the order was not as expected or the workflow does not allow the change. */
  REJECTED,

  /** Not made, because its submitter cancelled it in time. */
  CANCELLED,

  /** Not made: given up after several attempts. */
  FAILED,

  /** Made and compensated, because the cache step was not completed. */
  COMPENSATED,

  /** Made, and not compensated although that was due, because the order was changed since. */
  SUPERSEDED;

  /** Whether the state is terminal: a change does not leave it. */
  public boolean isTerminal() {
    return this != PENDING && this != APPLIED;
  }
}
