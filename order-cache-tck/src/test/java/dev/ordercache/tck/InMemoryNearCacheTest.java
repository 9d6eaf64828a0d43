package dev.ordercache.tck;

/** {@link InMemoryNearCache} keeps its contract. */
class InMemoryNearCacheTest extends NearCacheContract {

  @Override
  protected NearCacheUnderTest open() {
    return ContractRun.newNearCache(InMemoryNearCache::new);
  }
}
