package dev.ordercache.tck;

/** The near cache in memory as its contract wants it. */
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
