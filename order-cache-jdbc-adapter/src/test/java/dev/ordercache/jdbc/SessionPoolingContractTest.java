package dev.ordercache.jdbc;

import dev.ordercache.servers.InstalledPgBouncer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contracts through PgBouncer as installed, which assigns a session to a client for as long as
 * it is connected.
 */
class SessionPoolingContractTest extends DatabaseContracts {

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
  JdbcSettings settings() {
    return DATABASE.settings(pooler, false);
  }
}
