package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ordercache.tck.CacheUnderTest;
import dev.ordercache.tck.RelayTargetContract;
import java.net.InetSocketAddress;

/** {@link InMemoryOrderCache} keeps its contract. */
class InMemoryRelayTargetTest extends RelayTargetContract {

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
