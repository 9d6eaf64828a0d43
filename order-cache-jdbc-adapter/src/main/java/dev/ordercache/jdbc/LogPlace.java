package dev.ordercache.jdbc;

import java.util.List;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Where a relay reads on in the change log, whose rows are sorted by transaction and id: all rows
 * that are visible in the floor were read, and of the others those up to a key.
 *
 * @param floor what was read completely
 * @param tx the transaction of the last row read since, or 0
 * @param id the id of that row, or 0
 */
record LogPlace(LogSnapshot floor, long tx, long id) {

  /** Behind all that is visible in a snapshot. */
  static LogPlace behind(LogSnapshot floor) {
    return new LogPlace(floor, 0, 0);
  }

  /** Behind a row as well. */
  LogPlace behind(long rowTx, long rowId) {
    return new LogPlace(floor, rowTx, rowId);
  }

  /**
   * Fills in the parameters of {@code log-rows.sql}.
   *
   * @param until null reads all that is visible now
   */
  Query bind(Query query, int limit, @Nullable LogSnapshot until) {
    List<Long> undecided = floor.inProgress().stream().filter(open -> open >= tx).toList();
    boolean beforeNext = tx < floor.next();
    return query
        .bindArray("undecided", String.class, undecided.stream().map(String::valueOf).toList())
        .bind("after_tx", Long.toString(tx))
        .bind("after_id", id)
        .bind("from_tx", Long.toString(beforeNext ? floor.next() : tx))
        .bind("from_id", beforeNext ? 0 : id)
        .bind("until", until == null ? null : until.text())
        .bind("limit", limit);
  }
}
