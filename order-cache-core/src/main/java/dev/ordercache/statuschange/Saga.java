package dev.ordercache.statuschange;

/**
 * How a change is made in the call of its submitter. All instances should have the same: what one
 * may take back, another that does not do so finishes.
 *
 * @param store the database's part
 * @param recoverer the same for what others have left, best on connections that submitters do not
 *     use
 * @param recovery what becomes of a change whose cache step was not completed
 */
public record Saga(SagaStore store, SagaStore recoverer, Recovery recovery) {

  /** What becomes of a change that is committed and whose cache step was not completed. */
  public enum Recovery {

    /**
     * It is taken back, unless somebody has changed the order since: in the call, or after ten
     * times {@link WorkerSettings#sweepAfter} if its submitter has not come so far.
     */
    COMPENSATE,

    /** It stays, and its cache step is tried until it is done. */
    RETRY_FORWARD
  }

  /** One with a single store. */
  public Saga(SagaStore store, Recovery recovery) {
    this(store, store, recovery);
  }

  /** Whether changes are taken back. */
  boolean compensates() {
    return recovery == Recovery.COMPENSATE;
  }
}
