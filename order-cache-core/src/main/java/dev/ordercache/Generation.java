package dev.ordercache;

/**
 * Names one life of a cache entry, from its first lookup to its invalidation. Two answers about the
 * same list with equal generations were made without a change of that list between them.
 *
 * @param value never used before for any entry; opaque
 */
public record Generation(String value) {

  @Override
  public String toString() {
    return value;
  }
}
