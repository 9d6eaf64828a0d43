package dev.ordercache.jdbc;

import org.junit.jupiter.api.extension.RegisterExtension;

/** The driver names no type of a text, so the server takes one from where it stands. */
class UntypedStringsContractTest extends DatabaseContracts {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Override
  JdbcSettings settings() {
    return DATABASE.settings("stringtype=unspecified");
  }
}
