package dev.ordercache.jdbc;

import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.StatusChangeWorkContract;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a table with other names and types. */
class MappedStatusChangeWorkContractTest extends StatusChangeWorkContract {

  @RegisterExtension static final TestDatabase DATABASE = LegacyTable.database();

  @Override
  protected DatabaseUnderTest open() {
    return new PostgresUnderTest(DATABASE.plan(), DATABASE.settings());
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return PostgresUnderTest.at(silentServer);
  }
}
