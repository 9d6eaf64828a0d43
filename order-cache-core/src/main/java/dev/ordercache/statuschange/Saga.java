package dev.ordercache.statuschange;

/**
 * Configures how changes are made in the call of their submitter. All instances should have the
 * same configuration: an instance that does not compensate finishes changes that another may still
 * compensate.
 *
 * @param store the database's part
 * @param recoverer the same for changes that other calls have left unfinished, preferably on
 *     connections that submitters do not use
 * @param recovery how a change whose cache step was not completed is recovered
 */
public record Saga(SagaStore store, SagaStore recoverer, Recovery recovery) {

  /** How a committed change whose cache step was not completed is recovered. */
  public enum Recovery {

    /**
     * It is compensated, unless the order was changed since: in the call, or after ten times {@link
     * WorkerSettings#sweepAfter} if the call did not get that far.
     */
    COMPENSATE,

    /** It stays, and its cache step is retried until it succeeds. */
    RETRY_FORWARD
  }

  /** A saga with a single store. */
  public Saga(SagaStore store, Recovery recovery) {
    this(store, store, recovery);
  }

  /** Whether changes are compensated. */
  boolean compensates() {
    return recovery == Recovery.COMPENSATE;
  }
}
