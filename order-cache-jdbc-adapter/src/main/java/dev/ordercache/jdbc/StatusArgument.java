package dev.ordercache.jdbc;

import dev.ordercache.OrderStatus;
import java.sql.Types;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;

/**
 * Statuses as parameters without a type. The server gives them the type of the column, so that they
 * are compared as text, varchar, char or an enum, and found by an index on it.
 */
final class StatusArgument {

  private StatusArgument() {}

  static Argument of(OrderStatus status) {
    return untyped(status.name());
  }

  /** As an array, in PostgreSQL's own notation, in which a status named NULL must be quoted. */
  static Argument of(Collection<OrderStatus> statuses) {
    return untyped(
        statuses.stream()
            .map(status -> '"' + status.name() + '"')
            .collect(Collectors.joining(",", "{", "}")));
  }

  private static Argument untyped(String value) {
    return (position, statement, context) -> statement.setObject(position, value, Types.OTHER);
  }
}
