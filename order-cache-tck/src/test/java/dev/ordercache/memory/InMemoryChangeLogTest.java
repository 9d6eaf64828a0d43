package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ordercache.tck.ChangeLogContract;
import dev.ordercache.tck.DatabaseUnderTest;
import java.net.InetSocketAddress;

/** {@link InMemoryOrders} keeps its contract. */
class InMemoryChangeLogTest extends ChangeLogContract {

  @Override
  protected DatabaseUnderTest open() {
    return new InMemoryDatabaseUnderTest(new InMemoryOrders(new ManualClock()));
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return abort("in memory there is no server");
  }
}
