package dev.ordercache.jdbc;

import dev.ordercache.servers.InstalledPgBouncer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The contracts through a PgBouncer that assigns a session for one transaction. */
class TransactionPoolingContractTest extends PooledContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @TempDir static Path folder;
  private static InstalledPgBouncer pooler;

  @BeforeAll
  static void startPooler() {
    pooler = TestDatabase.pooler(folder, Map.of("pool_mode", "transaction"));
  }

  @AfterAll
  static void stopPooler() {
    if (pooler != null) { // null if it is not installed
      pooler.close();
    }
  }

  @Override
  JdbcSettings settings() {
    return DATABASE.settings(pooler, true);
  }
}
