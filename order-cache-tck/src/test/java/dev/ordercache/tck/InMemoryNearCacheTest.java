package dev.ordercache.tck;

/** {@link InMemoryNearCache} keeps its contract. */
class InMemoryNearCacheTest extends NearCacheContract {

  @Override
  protected NearCacheUnderTest open(CacheContractSettings settings) {
    return ContractRun.newNearCache(settings, InMemoryNearCache::new);
  }
}
