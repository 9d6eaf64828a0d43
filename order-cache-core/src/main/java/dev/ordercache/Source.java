package dev.ordercache;

/** Where an answer comes from. */
public enum Source {
  /** From the cache, verified: at most the staleness bound behind the database. */
  HIT,
  /** From the database, because the cache had nothing; the cache was offered the value. */
  MISS,
  /** From the database; the cache was not asked, could not be, or could not vouch for itself. */
  BYPASS,
  /**
   * From the cache, unverified, or what this object answered last, because the database could not
   * be read: possibly out of date.
   */
  STALE
}
