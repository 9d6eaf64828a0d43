package dev.ordercache;

/** Where an answer comes from. */
public enum Source {
  /** From the cache, verified: at most the staleness bound behind the database. */
  HIT,
  /**
   * From the database, because the cache did not have the value; the value was offered to the
   * cache.
   */
  MISS,
  /** From the database; the cache was not asked, could not be reached, or was not verified. */
  BYPASS,
  /**
   * From the cache, unverified, or this object's last answer, because the database could not be
   * read: possibly out of date.
   */
  STALE
}
