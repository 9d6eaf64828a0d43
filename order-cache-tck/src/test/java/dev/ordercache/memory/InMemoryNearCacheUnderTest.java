package dev.ordercache.memory;

import dev.ordercache.tck.NearCacheUnderTest;

/** The in-memory near cache as its contract requires it. */
record InMemoryNearCacheUnderTest(InMemoryNearCache near, InMemoryCacheUnderTest elsewhere)
    implements NearCacheUnderTest {

  @Override
  public InMemoryNearCache cache() {
    return near;
  }

  @Override
  public void confirm() {
    near.confirm();
  }

  @Override
  public void close() {}
}
