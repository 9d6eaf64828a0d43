package dev.ordercache.statuschange;

/**
 * How a change is made in the call of its submitter.
 *
 * @param store the database's part
 * @param recovery what becomes of a change whose cache step was not completed
 */
public record Saga(SagaStore store, Recovery recovery) {

  /** What becomes of a change that is committed and whose cache step was not completed. */
  public enum Recovery {

    /** It is taken back, unless somebody has changed the order since. */
    COMPENSATE,

    /** It stays, and its cache step is tried until it is done. */
    RETRY_FORWARD
  }
}
