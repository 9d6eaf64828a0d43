package dev.ordercache.jdbc;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The place from which a relay continues to read the change log, whose rows are sorted by
 * transaction and id: all rows that are visible in the floor were read, and of the others those up
 * to a key.
 *
 * @param floor the snapshot whose visible rows have all been read
 * @param tx the transaction of the last row read since, or 0
 * @param id the id of that row, or 0
 */
record LogPlace(LogSnapshot floor, long tx, long id) {

  /** The place behind all rows that are visible in a snapshot. */
  static LogPlace behind(LogSnapshot floor) {
    return new LogPlace(floor, 0, 0);
  }

  /** This place, moved behind a row. */
  LogPlace behind(long rowTx, long rowId) {
    return new LogPlace(floor, rowTx, rowId);
  }

  /**
   * The parameters of {@code log-rows.sql}.
   *
   * @param until null reads all rows that are visible now
   */
  Map<String, @Nullable Object> parameters(int limit, @Nullable LogSnapshot until) {
    boolean beforeNext = tx < floor.next();
    Map<String, @Nullable Object> parameters = new HashMap<>();
    parameters.put(
        "undecided",
        floor.inProgress().stream()
            .filter(open -> open >= tx)
            .map(String::valueOf)
            .toArray(String[]::new));
    parameters.put("after_tx", Long.toString(tx));
    parameters.put("after_id", id);
    parameters.put("from_tx", Long.toString(beforeNext ? floor.next() : tx));
    parameters.put("from_id", beforeNext ? 0 : id);
    parameters.put("until", until == null ? null : until.text());
    parameters.put("limit", limit);
    return parameters;
  }
}
