package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.StatusChangeInboxContract;
import java.net.InetSocketAddress;

/** {@link InMemoryStatusChanges} keeps its contract. */
class InMemoryStatusChangeInboxTest extends StatusChangeInboxContract {

  @Override
  protected DatabaseUnderTest open() {
    return new InMemoryDatabaseUnderTest(new InMemoryOrders(new ManualClock()));
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return abort("in memory there is no server");
  }
}
