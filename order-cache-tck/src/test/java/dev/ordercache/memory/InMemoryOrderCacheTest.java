package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.OrderCacheContract;
import java.net.InetSocketAddress;

/** {@link InMemoryOrderCache} keeps its contract. */
class InMemoryOrderCacheTest extends OrderCacheContract {

  @Override
  protected CacheUnderTest open(CacheSettings settings) {
    ManualClock clock = new ManualClock();
    return new InMemoryCacheUnderTest(new InMemoryOrderCache(settings, clock), clock);
  }

  @Override
  protected CacheUnderTest openAt(InetSocketAddress silentServer) {
    return abort("in memory there is no server");
  }
}
