package dev.ordercache.memory;

import dev.ordercache.tck.NearCacheContract;
import dev.ordercache.tck.NearCacheUnderTest;

/** {@link InMemoryNearCache} keeps its contract. */
class InMemoryNearCacheTest extends NearCacheContract {

  @Override
  protected NearCacheUnderTest open(CacheSettings settings) {
    return ContractRun.newNearCache(settings, InMemoryNearCache::new);
  }
}
