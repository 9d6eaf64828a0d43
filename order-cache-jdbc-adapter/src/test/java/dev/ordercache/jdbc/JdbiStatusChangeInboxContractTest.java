package dev.ordercache.jdbc;

import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.StatusChangeInboxContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@link JdbiStatusChangeInbox} keeps its contract. */
class JdbiStatusChangeInboxContractTest extends StatusChangeInboxContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  protected DatabaseUnderTest open() {
    return new PostgresUnderTest(DATABASE.plan(), DATABASE.settings());
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return PostgresUnderTest.at(silentServer);
  }
}
