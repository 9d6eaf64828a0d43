package dev.ordercache.tck;

import static org.junit.jupiter.api.Assumptions.abort;

import java.net.InetSocketAddress;

/** {@link InMemoryEventLog} keeps its contract, with the events of {@link InMemoryOrderCache}. */
class InMemoryEventLogTest extends EventLogContract {

  @Override
  protected CacheUnderTest open(CacheContractSettings settings) {
    ManualClock clock = new ManualClock();
    return new InMemoryCacheUnderTest(new InMemoryOrderCache(settings, clock), clock);
  }

  @Override
  protected CacheUnderTest openAt(InetSocketAddress silentServer) {
    return abort("in memory there is no server");
  }
}
