package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

/** The texts of failures that {@link FailedAttemptsTest} does not cause. */
class FailureTest {

  /** The pool's own message has numbers that differ each time, and lacks the reason. */
  @Test
  void aPoolWithoutConnectionsReportsTheCause() {
    SQLException refused = new SQLException("Connection refused", "08001");
    SQLException pool =
        new SQLTransientConnectionException("timed out after 1002ms", "08001", refused);

    Failure failure = Failure.of(new ConnectionException(pool));

    assertEquals(new Failure(false, "Connection refused (SQLSTATE 08001)"), failure);
  }

  @Test
  void aValueThatCannotBeReadIsTheChangesOwn() {
    Failure failure = Failure.of(new IllegalArgumentException("no status\nof this name"));

    assertEquals(new Failure(true, "the order cannot be read: IllegalArgumentException"), failure);
  }
}
