package dev.ordercache.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The driver puts values into the text of a statement, so the server receives no types of them. */
class SimpleQueriesContractTest extends DatabaseContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  JdbcSettings settings() {
    return DATABASE.settings("preferQueryMode=simple");
  }
}
