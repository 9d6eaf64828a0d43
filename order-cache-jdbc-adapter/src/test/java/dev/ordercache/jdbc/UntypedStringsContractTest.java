package dev.ordercache.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The driver names no type of a text, so the server takes one from where it stands; nor does it
 * ever name a statement, so each is planned when it is executed.
 */
class UntypedStringsContractTest extends DatabaseContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  JdbcSettings settings() {
    return DATABASE.settings("stringtype=unspecified&prepareThreshold=0");
  }
}
