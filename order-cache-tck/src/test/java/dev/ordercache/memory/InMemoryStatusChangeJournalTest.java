package dev.ordercache.memory;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.StatusChangeJournalContract;
import java.net.InetSocketAddress;

/** {@link InMemoryStatusChanges} keeps its contract. */
class InMemoryStatusChangeJournalTest extends StatusChangeJournalContract {

  @Override
  protected DatabaseUnderTest open() {
    return new InMemoryDatabaseUnderTest(new InMemoryOrders(new ManualClock()));
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return abort("in memory there is no server");
  }
}
