package dev.ordercache.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The driver never names a statement, so each is planned when it is executed. */
class UnpreparedStatementsContractTest extends DatabaseContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  JdbcSettings settings() {
    return DATABASE.settings("prepareThreshold=0");
  }
}
