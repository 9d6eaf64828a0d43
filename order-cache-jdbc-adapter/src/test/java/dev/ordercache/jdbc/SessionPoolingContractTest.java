package dev.ordercache.jdbc;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.servers.InstalledPgBouncer;
import dev.ordercache.tck.DatabaseUnderTest;
import dev.ordercache.tck.StatusChangeWorkContract;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads, transactions and locks through PgBouncer as installed, which assigns a session to a client
 * for as long as it is connected. The other contracts would use the same sessions as without it.
 */
class SessionPoolingContractTest extends StatusChangeWorkContract {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir static Path folder;
  private static InstalledPgBouncer pooler;

  @BeforeAll
  static void startPooler() {
    pooler = TestDatabase.pooler(folder, Map.of());
  }

  @AfterAll
  static void stopPooler() {
    if (pooler != null) { // null if it is not installed
      pooler.close();
    }
  }

  @Override
  protected DatabaseUnderTest open() {
    return new PostgresUnderTest(CachePlan.defaults(), DATABASE.settings(pooler, false));
  }

  @Override
  protected DatabaseUnderTest openAt(InetSocketAddress silentServer) {
    return PostgresUnderTest.at(silentServer);
  }
}
