package dev.ordercache.statuschange;

/**
 * How a saga recovers a change that was made in the call of its submitter, and whose cache step was
 * not completed. All instances should have the same: an instance that does not compensate finishes
 * changes that another may still compensate.
 */
public enum Recovery {

  /**
   * It is compensated, unless the order was changed since: in the call, or after ten times {@link
   * WorkerSettings#sweepAfter} if the call did not get that far.
   */
  COMPENSATE,

  /** It stays, and its cache step is retried until it succeeds. */
  RETRY_FORWARD
}
