package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.StatusChangeCompletionContract;
import java.net.InetSocketAddress;

/** {@link InMemoryStatusChanges} keeps its contract. */
class InMemoryStatusChangeCompletionTest extends StatusChangeCompletionContract {

  @Override
  protected DatabaseUnderTest open() {
    return new InMemoryDatabaseUnderTest(new InMemoryOrders(new ManualClock()));
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return abort("in memory there is no server");
  }
}
