package dev.ordercache.benchmarks.peers;

/** The cache of one instance: readers look entries up and fill it, writers evict entries. */
interface PeerCache extends AutoCloseable {

  /** The version of an order, from the cache or from the database. */
  long version(Entry entry);

  /** Called after the commit of a change. */
  void evict(Entry entry, OrderRows.Update update);

  /** Makes an entry cold that may have been used before. */
  default void makeCold(Entry entry) {}

  @Override
  void close();

  /**
   * One cached order.
   *
   * @param order its id
   * @param key the entry's name, which was not used before; where the id is the name, {@link
   *     #makeCold} is called first
   */
  record Entry(long order, String key) {}
}
