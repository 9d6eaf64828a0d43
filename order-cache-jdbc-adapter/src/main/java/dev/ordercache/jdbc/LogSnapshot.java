package dev.ordercache.jdbc;

import java.util.Arrays;
import java.util.List;

/**
 * A snapshot of the database. A transaction is decided in it if it had committed or aborted when
 * the snapshot was taken.
 *
 * @param text as PostgreSQL prints a {@code pg_snapshot}: <i>xmin:xmax:xip,…</i>
 */
record LogSnapshot(String text) {

  /** All transactions before this one are decided. */
  long oldest() {
    return Long.parseLong(parts()[0]);
  }

  /** The first transaction that is not decided because it had not begun. */
  long next() {
    return Long.parseLong(parts()[1]);
  }

  /** The transactions before that one that are not decided because they were in progress. */
  List<Long> inProgress() {
    String list = parts()[2];
    return list.isEmpty() ? List.of() : Arrays.stream(list.split(",")).map(Long::valueOf).toList();
  }

  private String[] parts() {
    return text.split(":", -1);
  }
}
