package dev.ordercache.jdbc;

import dev.ordercache.servers.InstalledPgBouncer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contracts through PgBouncer as installed, which lends a session for as long as a client
 * stays.
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
    if (pooler != null) { // not if it is not installed
      pooler.close();
    }
  }

  @Override
  JdbcSettings settings() {
    return DATABASE.settings(pooler, false);
  }
}
