package dev.ordercache.jdbc;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.jdbc.JdbiLeadership.Poll;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.LogBacklog;
import dev.ordercache.relay.Progress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The change log that the triggers write. The leader is the session that holds an advisory lock;
 * the server ends a session that is silent for longer than the idle timeout of the settings, so a
 * leader that is paused or disconnected does not block the next. The lock only keeps relays from
 * competing; correctness depends on the term.
 *
 * <p>Between two elections one connection is kept, so that a waiting relay costs the server one
 * small statement per attempt. Safe for use by many threads.
 */
public final class JdbiChangeLog implements ChangeLog, AutoCloseable {

  private static final String BEGIN_TERM = Sql.read("begin-term");
  private static final String ISOLATION = "SELECT current_setting('transaction_isolation')";
  private static final String BACKLOG = Sql.read("log-backlog");
  private static final String NAMESPACE = Sql.read("namespace");

  private final Jdbi jdbi;
  private final JdbcSettings settings;
  private final String namespace;
  private final String tryLock;
  private final TableName owner;
  private final String readTerm;
  private final String poll;
  private final Object counting = new Object();
  private @Nullable Handle counter;
  private @Nullable Handle candidate;
  private volatile boolean closed;

  /** The namespace to which the leader relays, or to which the last one did. */
  private @Nullable String relayedNamespace;

  /**
   * Reads the log through these connections.
   *
   * @param connections not from a pool, preferably {@link PostgresDataSources#unpooled}, and not
   *     through a pooler, with which every election fails: locks and settings of the session are
   *     used
   * @param plan names the table, and the namespace of the cache to which the relay applies the
   *     changes: a log has one namespace, because relays delete what they have read
   */
  public JdbiChangeLog(DataSource connections, CachePlan plan, JdbcSettings settings) {
    this.namespace = plan.namespace();
    this.jdbi = PostgresDataSources.jdbi(connections, settings);
    this.settings = settings;
    this.owner = new TableName(jdbi, Sql.read("owner", plan.table()));
    this.tryLock = Sql.read("try-lock", plan.table());
    this.readTerm = Sql.read("read-term", plan.table());
    this.poll = Sql.read("poll", plan.table());
  }

  /**
   * {@inheritDoc}
   *
   * @throws ChangeLogException also if a trigger that writes the log is missing, disabled, enabled
   *     for some sessions only, or writes into another schema; or if the leader relays to another
   *     namespace
   */
  @Override
  public synchronized Optional<Leadership> lead() {
    try {
      Handle locked = tryLock();
      if (locked == null) {
        requireSame(relayedNamespace);
        return Optional.empty();
      }
      long number =
          locked.createQuery(BEGIN_TERM).bind("namespace", namespace).mapTo(Long.class).one();
      JdbiLeadership leader =
          locked.createQuery(readTerm).map((row, context) -> leader(locked, number, row)).one();
      candidate = null; // it is the leader's now
      return Optional.of(leader);
    } catch (OtherNamespaceException e) {
      throw new ChangeLogException(String.valueOf(e.getMessage()), e);
    } catch (RuntimeException | SQLException e) {
      closeCandidate();
      throw new ChangeLogException("no relay can be elected: " + Reason.of(e), e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Uses a connection of its own, which is kept, so that it works while the leader's does not.
   */
  @Override
  public LogBacklog backlog(int limit) {
    synchronized (counting) {
      try {
        return counter()
            .createQuery(BACKLOG)
            .bind("limit", limit)
            .map((row, context) -> backlog(row))
            .one();
      } catch (RuntimeException | SQLException e) {
        closeCounter();
        throw new ChangeLogException("the change log cannot be counted: " + Reason.of(e), e);
      }
    }
  }

  /** A session that has ended since its last use, for example with its server, is not a failure. */
  private Handle counter() throws SQLException {
    Handle kept = counter;
    if (kept != null && kept.getConnection().isValid(1)) {
      return kept;
    }
    closeCounter();
    requireOpen();
    Handle opened = jdbi.open();
    counter = opened;
    return opened;
  }

  private void closeCounter() {
    synchronized (counting) {
      Handle handle = counter;
      counter = null;
      if (handle != null) {
        JdbiLeadership.closeSession(handle);
      }
    }
  }

  private static LogBacklog backlog(ResultSet row) throws SQLException {
    return new LogBacklog(
        row.getInt("unread"), Duration.ofMillis(Math.max(0, row.getLong("oldest"))));
  }

  /**
   * Refuses a table whose changes are now relayed to another namespace; to be called at startup.
   * The name of {@link #owner} is known from then on.
   *
   * @throws IllegalStateException if they are, with a message that says what to do
   */
  public void checkNamespace() {
    requireSame(
        jdbi.withHandle(
            handle -> {
              owner.query(handle);
              return handle.createQuery(NAMESPACE).mapTo(String.class).findOne().orElse(namespace);
            }));
  }

  /**
   * Refuses connections of readers and writers to another table than the log's, or whose
   * transactions have another isolation level than this library needs; to be called at startup,
   * after {@link #checkNamespace}.
   *
   * @throws IllegalStateException if they do, with a message that says what to do
   */
  public void checkSameTable(DataSource connections) {
    PostgresDataSources.jdbi(connections, settings).useHandle(this::requireSameTable);
  }

  private void requireSameTable(Handle handle) {
    String name = handle.createQuery(owner.statement()).mapTo(String.class).one();
    if (!name.equals(owner.name().orElse(name))) {
      throw new IllegalStateException(
          "the pool leads to the table %s, and the direct connections to %s: they must be the same"
              .formatted(name, owner.name().orElse("")));
    }
    String isolation = handle.createQuery(ISOLATION).mapTo(String.class).one();
    if (!isolation.equals("read committed")) {
      throw new IllegalStateException(
          "the pool's transactions are %s by default, and must be read committed"
              .formatted(isolation));
    }
  }

  private void requireSame(@Nullable String other) {
    if (other != null && !other.equals(namespace)) {
      throw new OtherNamespaceException(
          ("the changes of this table are relayed to the namespace %s, and a table has one: use it,"
                  + " or stop its services to use %s instead")
              .formatted(other, namespace));
    }
  }

  private static final class OtherNamespaceException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    OtherNamespaceException(String message) {
      super(message);
    }
  }

  /**
   * Names the table of orders, as in {@link Term}: the name returned by the last election in which
   * this took part, won or not. Before the first election, and when the cache has another owner, a
   * thread queries the database, beginning with this call, at most every second.
   */
  public CacheOwner owner() {
    Optional<String> unused = owner.name();
    return owner;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the change log is closed");
    }
  }

  /**
   * Closes the connections kept for elections and counts; a leader closes its own. Waits for a call
   * that is using one; calls that follow fail.
   */
  @Override
  public void close() {
    closed = true;
    owner.close();
    closeCounter();
    closeCandidate();
  }

  private synchronized void closeCandidate() {
    Handle handle = candidate;
    candidate = null;
    if (handle != null) {
      JdbiLeadership.close(handle);
    }
  }

  /** The session that acquired the lock, or null. A kept session may have ended in the meantime. */
  private @Nullable Handle tryLock() throws SQLException {
    Handle kept = candidate;
    if (kept != null) {
      try {
        return tryLock(kept);
      } catch (RuntimeException e) {
        closeCandidate();
      }
    }
    requireOpen();
    Handle opened = jdbi.open();
    candidate = opened;
    PostgresVersion.check(opened.getConnection());
    PoolerCheck.requireNone(opened.getConnection());
    opened
        .createQuery(Sql.read("relay-session", settings, false))
        .bind("idle", Long.toString(settings.leaderIdleTimeout().toMillis()))
        .mapTo(String.class)
        .one();
    return tryLock(opened);
  }

  private @Nullable Handle tryLock(Handle handle) {
    boolean locked =
        handle
            .createQuery(tryLock)
            .map(
                (row, context) -> {
                  owner.set(row.getString("owner"));
                  relayedNamespace = row.getString("namespace");
                  return row.getBoolean("locked");
                })
            .one();
    return locked ? handle : null;
  }

  private JdbiLeadership leader(Handle locked, long number, ResultSet row) throws SQLException {
    if (!row.getBoolean("all_fire")) {
      throw new IllegalStateException(
          "a trigger that writes the change log is missing, disabled, does not always fire or"
              + " writes into another schema:"
              + " run V2__change_log.sql again");
    }
    Progress acknowledged =
        new Progress(row.getLong("acknowledged_term"), row.getLong("acknowledged_seq"));
    return new JdbiLeadership(
        locked,
        new Term(number, owner.name().orElse(""), row.getString("origin"), acknowledged),
        new Poll(poll, row.getString("fingerprint"), row.getString("log")),
        new LogSnapshot(row.getString("floor")),
        row.getLong("progress"));
  }
}
