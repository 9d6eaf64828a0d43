package dev.ordercache.jdbc;

import dev.ordercache.jdbc.LogReading.Skipped;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.relay.ChangeLog.LeadershipLostException;
import dev.ordercache.relay.ChangeLog.Term;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * One term on one connection, which holds the lock. An acknowledgement is one statement, and a poll
 * usually is. Used by one thread.
 *
 * <p>A poll reads only rows that may be new: see {@code log-rows.sql}. The snapshot of a complete
 * poll becomes the floor of the next poll, once it is acknowledged. If a limit cuts a poll, the
 * polls that follow continue behind the last row, until one is not cut. Then all rows that were
 * visible to the first of them have been read, and the snapshot of that first poll is the floor.
 * Rows of lower keys that became visible after that snapshot are not decided in it, so they are
 * read next.
 */
final class JdbiLeadership implements Leadership {

  private static final System.Logger LOG = System.getLogger(JdbiLeadership.class.getName());
  private static final String HAS_ROWS = Sql.read("log-has-rows");
  private static final String UNREAD = Sql.read("unread-rows");
  private static final String ACKNOWLEDGE = Sql.read("acknowledge");
  private static final String DELETE_SKIPPED = Sql.read("delete-skipped");

  /** If more batches than this are waiting, a new epoch is quicker. */
  private static final int MAX_BATCHES = 20;

  private final Handle handle;
  private final Term term;
  private final Poll poll;

  private final ClosedLog closedLog;

  private final PreparedQuery hasRows;
  private final PreparedQuery rows;
  private LogReading reading;
  private @Nullable Polled last;
  private long progress;

  /** Uses a session that holds the lock. */
  JdbiLeadership(Handle handle, Term term, Poll poll, LogSnapshot floor, long progress) {
    this.handle = handle;
    this.term = term;
    this.poll = poll;
    this.hasRows = new PreparedQuery(handle, HAS_ROWS);
    this.rows = new PreparedQuery(handle, poll.statement());
    this.reading = new LogReading(LogPlace.behind(floor), null, null);
    this.progress = progress;
    this.closedLog = new ClosedLog(handle, term.number());
  }

  /**
   * How to poll.
   *
   * @param triggers the fingerprint of the triggers when the term began
   * @param log the name of the log to whose transactions the floors refer
   */
  record Poll(String statement, String triggers, String log) {}

  /**
   * A poll that is not acknowledged.
   *
   * @param then how far the log has been read once it is acknowledged
   */
  private record Polled(ChangeBatch batch, List<LogRow> rows, LogReading then, LogRead read) {

    Polled with(ChangeBatch other) {
      return new Polled(other, rows, then, read);
    }
  }

  @Override
  public Term term() {
    return term;
  }

  /**
   * Returns true while the answer is not known: a batch is not acknowledged, or the log is read in
   * parts.
   */
  @Override
  public boolean hasUnread() {
    boolean unacknowledged = last != null && !last.batch().isEmpty();
    if (unacknowledged || reading.first() != null || reading.skipped() != null) {
      return true;
    }
    return read(hasRows, reading.place().parameters(1, null), ResultSet::next);
  }

  /**
   * {@inheritDoc}
   *
   * <p>If very many rows are waiting, the batch reports in their place that everything changed.
   *
   * @throws ChangeLogException also if a trigger or a partition was modified since the term began:
   *     changes may be missing from the log. The next term has another origin, so the cache starts
   *     empty.
   */
  @Override
  public ChangeBatch poll(int limit) {
    Polled polled;
    try {
      deleteSkipped(limit);
      polled = read(limit);
      polled = polled.with(closedLog.allowed(polled.batch(), polled.read()));
    } catch (LeadershipLostException | ChangeLogException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ChangeLogException("the change log cannot be read: " + Reason.of(e), e);
    }
    last = polled;
    if (polled.batch().isEmpty()) { // and so will not be acknowledged
      reading = polled.then();
    }
    return polled.batch();
  }

  private Polled read(int limit) {
    Skipped skipped = reading.skipped();
    LogPlace place = reading.place();
    LogSnapshot first = reading.first();
    LogRead found = read(place, limit);
    if (!found.cut() && first != null) {
      place = LogPlace.behind(first);
      first = null;
      int left = limit - found.rows().size();
      if (left == 0) {
        return new Polled(
            found.batch(false), found.rows(), new LogReading(place, null, skipped), found);
      }
      LogRead again = read(place, left);
      found = found.and(again);
      if (again.cut()) {
        place = place.behind(again.last().tx(), again.last().id());
        return new Polled(
            found.batch(false),
            found.rows(),
            new LogReading(place, again.snapshot(), skipped),
            found);
      }
    }
    if (!found.cut()) {
      LogPlace behind = LogPlace.behind(found.snapshot());
      return new Polled(
          found.batch(true), found.rows(), new LogReading(behind, null, skipped), found);
    }
    if (unread(place, MAX_BATCHES * limit + 1) > MAX_BATCHES * limit) {
      return everything(found, reading.floor());
    }
    LogPlace on = place.behind(found.last().tx(), found.last().id());
    return new Polled(
        found.batch(false),
        found.rows(),
        new LogReading(on, first == null ? found.snapshot() : first, skipped),
        found);
  }

  /** Replaces all rows behind a floor, which are then deleted in portions. */
  private static Polled everything(LogRead found, LogSnapshot floor) {
    ChangeBatch batch = new ChangeBatch(List.of(), List.of(), List.of(), found.at(), true, true);
    LogReading then =
        new LogReading(
            LogPlace.behind(found.snapshot()),
            null,
            new Skipped(LogPlace.behind(floor), found.snapshot()));
    return new Polled(batch, List.of(), then, found);
  }

  private LogRead read(LogPlace place, int limit) {
    Map<String, @Nullable Object> parameters = place.parameters(limit + 1, null);
    parameters.put("triggers", poll.triggers());
    return read(rows, parameters, found -> read(found, limit));
  }

  private static <T> T read(
      PreparedQuery query, Map<String, @Nullable Object> parameters, Sql.Reader<T> reader) {
    try {
      return query.read(parameters, reader);
    } catch (SQLException e) {
      throw new ChangeLogException("the change log cannot be read: " + Reason.of(e), e);
    }
  }

  private LogRead read(ResultSet rows, int limit) throws SQLException {
    boolean some = rows.next();
    if (some && !rows.getBoolean(2)) {
      throw new IllegalStateException(
          "a trigger that writes it or a partition of the orders was modified, so that changes may"
              + " be missing from it");
    }
    if (!some || rows.getLong(1) != term.number()) {
      throw new LeadershipLostException(term.number());
    }
    return LogRead.of(rows, limit);
  }

  private int unread(LogPlace place, int limit) {
    return handle
        .createQuery(UNREAD)
        .bindMap(place.parameters(limit, null))
        .mapTo(Integer.class)
        .one();
  }

  /** Deletes at most as many rows as a batch has, so that no poll takes long. */
  private void deleteSkipped(int limit) {
    Skipped skipped = reading.skipped();
    if (skipped == null) {
      return;
    }
    Optional<LogPlace> on =
        handle
            .createQuery(DELETE_SKIPPED)
            .bindMap(skipped.from().parameters(limit, skipped.until()))
            .bind("term", term.number())
            .map(
                (row, context) ->
                    skipped.from().behind(Long.parseLong(row.getString(1)), row.getLong(2)))
            .findOne();
    reading =
        reading.withSkipped(on.map(place -> new Skipped(place, skipped.until())).orElse(null));
  }

  @Override
  public void acknowledge(ChangeBatch batch, long seq) {
    Polled polled = last;
    if (polled == null || !polled.batch().positions().equals(batch.positions())) {
      throw new IllegalArgumentException("only what the last poll returned can be acknowledged");
    }
    Optional<Long> stored;
    try {
      stored =
          handle
              .createQuery(ACKNOWLEDGE)
              .bind("term", term.number())
              .bind("seq", seq)
              .bind("log", poll.log())
              .bind("floor", polled.then().floor().text())
              .bind("previous", progress)
              .bindArray("positions", Long.class, batch.positions())
              .bindArray(
                  "transactions",
                  String.class,
                  polled.rows().stream().map(row -> Long.toString(row.tx())).toList())
              .mapTo(Long.class)
              .findOne();
      closedLog.acknowledged();
    } catch (RuntimeException e) {
      throw new ChangeLogException("changes cannot be acknowledged: " + Reason.of(e), e);
    }
    progress = stored.orElseThrow(() -> new LeadershipLostException(term.number()));
    reading = polled.then();
    last = null;
  }

  @Override
  public void close() {
    close(handle);
  }

  /** Releases the lock before the connection, whose end the server may notice a little later. */
  static void close(Handle handle) {
    try {
      handle.execute("SELECT pg_advisory_unlock_all()");
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the session has ended already, and its lock with it", e);
    }
    closeSession(handle);
  }

  /** Never throws. */
  static void closeSession(Handle handle) {
    try {
      handle.close();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the connection was closed already", e);
    }
  }
}
