package dev.ordercache.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The driver sends no type of a text, so the server infers it from the context; and it never names
 * a statement, so each is planned when it is executed.
 */
class UntypedStringsContractTest extends DatabaseContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  JdbcSettings settings() {
    return DATABASE.settings("stringtype=unspecified&prepareThreshold=0");
  }
}
