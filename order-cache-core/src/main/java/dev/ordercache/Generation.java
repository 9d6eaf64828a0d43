package dev.ordercache;

/**
 * Names one life of a cache entry, from its first lookup to its invalidation. Between two answers
 * about the same list with equal generations, the list did not change.
 *
 * @param value opaque, and never reused for any entry
 */
public record Generation(String value) {

  @Override
  public String toString() {
    return value;
  }
}
