package dev.ordercache.memory;

import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lookup;
import dev.ordercache.tck.NearCacheUnderTest;
import java.util.List;

/** The in-memory near cache as its contract requires it. */
record InMemoryNearCacheUnderTest(InMemoryNearCache near, InMemoryCacheUnderTest elsewhere)
    implements NearCacheUnderTest {

  @Override
  public InMemoryNearCache cache() {
    return near;
  }

  @Override
  public <V> Lookup<V> lookup(CacheKey<V> key, Runnable meanwhile) {
    return near.<V>lookup(List.of(key), meanwhile).get(0);
  }

  @Override
  public void changed(ListEntry list) {
    near.forget(Invalidation.of(list));
  }

  @Override
  public void confirm() {
    near.confirm();
  }

  @Override
  public void close() {}
}
