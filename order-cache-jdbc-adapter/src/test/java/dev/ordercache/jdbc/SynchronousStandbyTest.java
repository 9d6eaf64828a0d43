package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.servers.Signals;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.Submission;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which requests are answered while the synchronous standby is silent, and which of their changes
 * exist after the primary is killed and the standby promoted.
 */
class SynchronousStandbyTest {

  private static final int ORDERS = 40;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path primaryFolder;
  @TempDir Path standbyFolder;

  private final QueueSettings settings = QueueSettings.defaults();
  private final Set<String> answered = ConcurrentHashMap.newKeySet();

  private OwnServer primary;
  private OwnServer standby;
  private Jdbi onPrimary;
  private Jdbi onStandby;
  private JdbcSettings database;
  private HikariDataSource pool;
  private JdbiStatusChangeInbox inbox;
  private JdbiStatusChangeWork work;
  private JdbiStatusChangeCompletion completion;
  private long receiver;

  @BeforeEach
  void replicate() {
    primary =
        new OwnServer(primaryFolder, Map.of("synchronous_commit", "on")); // off in the embedded one
    onPrimary = TestDatabase.jdbiWithLongTimeouts(primary.settings());
    onPrimary.useTransaction(Migrations::run);
    onPrimary.useHandle(h -> TestDatabase.insert(h, 1, ORDERS, "MANUFACTURING_APPROVED"));
    primary.stop();
    standby = new OwnServer(standbyFolder, primary);
    primary.start();
    standby.start();
    onStandby = Jdbi.create("jdbc:postgresql://" + standby.host() + "/postgres", "postgres", "");
    onPrimary.useHandle(h -> h.execute("ALTER SYSTEM SET synchronous_standby_names = '*'"));
    onPrimary.useHandle(h -> h.execute("SELECT pg_reload_conf()"));
    await().until(() -> number(onPrimary, "pg_stat_replication WHERE sync_state = 'sync'") == 1);
    receiver =
        onStandby.withHandle(
            h -> h.createQuery("SELECT pid FROM pg_stat_wal_receiver").mapTo(Long.class).one());
    database = primary.settings().withTimeouts(Duration.ofSeconds(20), SECOND).withPoolSize(20);
    pool = PostgresDataSources.pooled(database);
    inbox = new JdbiStatusChangeInbox(pool, CachePlan.defaults(), database, settings);
    work = new JdbiStatusChangeWork(pool, CachePlan.defaults(), database, settings);
    completion = new JdbiStatusChangeCompletion(pool, CachePlan.defaults(), database);
  }

  @AfterEach
  void stop() {
    Signals.send("CONT", receiver);
    pool.close();
    standby.close();
    primary.close();
  }

  private static int number(Jdbi database, String from) {
    return database.withHandle(
        h -> h.createQuery("SELECT count(*) FROM " + from).mapTo(Integer.class).one());
  }

  private static Submission submission(long order) {
    return new Submission(
        new StatusChange(new OrderId(order), 1, new OrderStatus("MANUFACTURING_STARTED"), null),
        "Ada",
        "key-" + order);
  }

  private Acceptance accept(Submission submission) {
    return inbox.accept(submission, Duration.ZERO);
  }

  /** Requests the changes of some orders, ten at a time, each up to three times. */
  private void request(int first, int last, Consumer<Submission> accept) throws Exception {
    AtomicInteger next = new AtomicInteger(first);
    QueuedOrders.inThreads(
        10,
        () -> {
          int order = next.getAndIncrement();
          for (int i = 0; i < 3 && order <= last; i++) {
            try {
              accept.accept(submission(order));
              answered.add("key-" + order);
            } catch (StatusChangeException e) {
              // requested again
            }
          }
          return order < last;
        });
  }

  /** The ids of the changes in a state, as the primary returns them. */
  private Set<Long> ids(String state) {
    return onPrimary.withHandle(
        h ->
            h.createQuery("SELECT id FROM status_change WHERE state = ?")
                .bind(0, state)
                .mapTo(Long.class)
                .set());
  }

  private void silenceTheStandby() {
    Signals.send("STOP", receiver);
  }

  /** What the standby's receiver has not read from its socket is lost too. */
  private void failOver() {
    primary.kill();
    Signals.send("KILL", receiver);
    await()
        .ignoreExceptions()
        .until(
            () -> {
              standby.promote();
              return true;
            });
    await()
        .ignoreExceptions()
        .until(
            () ->
                onStandby.withHandle(
                    h ->
                        h.createQuery("SELECT NOT pg_is_in_recovery()")
                            .mapTo(Boolean.class)
                            .one()));
  }

  private Set<String> lost() {
    Set<String> lost = new HashSet<>(answered);
    lost.removeAll(
        onStandby.withHandle(
            h ->
                h.createQuery("SELECT idempotency_key FROM status_change")
                    .mapTo(String.class)
                    .set()));
    return lost;
  }

  @Test
  void whatIsAnsweredOutlivesThePrimaryAndTheRestIsNotAnswered() throws Exception {
    request(1, 10, this::accept);
    assertEquals(10, answered.size());
    assertEquals(10, work.settle(20).size());
    Set<Long> seen = ids("APPLIED");
    List<JournalEntry> read = inbox.findAll(seen);
    silenceTheStandby();

    request(11, ORDERS, this::accept);

    assertEquals(10, answered.size(), "no request is answered, first or repeated");
    assertEquals(ORDERS, number(onPrimary, "status_change"), "though all are visible");
    assertThrows(StatusChangeException.class, () -> work.settle(20));
    assertTrue(number(onPrimary, "status_change WHERE state = 'APPLIED'") > 10, "and so are these");
    assertThrows(StatusChangeException.class, () -> work.unfinished(Duration.ZERO, 100));
    for (long change : ids("APPLIED")) {
      if (!seen.contains(change)) {
        assertThrows(StatusChangeException.class, () -> inbox.findAll(Set.of(change)));
        break;
      }
    }
    long pending = ids("PENDING").iterator().next();
    assertThrows(StatusChangeException.class, () -> inbox.cancel(pending));
    assertEquals(Set.of(pending), ids("CANCELLED"), "though it is visible");
    assertThrows(StatusChangeException.class, () -> inbox.findAll(Set.of(pending)));
    assertEquals(read, inbox.findAll(seen), "confirmed entries are not confirmed again");
    assertEquals(ORDERS - 30 - 1, work.backlog(100).pending());
    failOver();

    assertEquals(Set.of(), lost());
    try (HikariDataSource now = PostgresDataSources.pooled(standby.settings())) {
      JdbiStatusChangeInbox promoted =
          new JdbiStatusChangeInbox(now, CachePlan.defaults(), standby.settings(), settings);
      Acceptance.Accepted known =
          (Acceptance.Accepted) promoted.accept(submission(1), Duration.ZERO);
      Acceptance.Accepted again =
          (Acceptance.Accepted) promoted.accept(submission(ORDERS), Duration.ZERO);
      assertTrue(known.repeated());
      assertEquals(ChangeState.PENDING, again.entry().state());
    }
  }

  /** The former commit: it succeeds with its statement, and ignores the server's warnings. */
  @Test
  void theTwinThatIgnoresWarningsLosesAnsweredChanges() throws Exception {
    Intake intake = new Intake(CachePlan.defaults(), database);
    Jdbi jdbi = PostgresDataSources.jdbi(pool, database);
    silenceTheStandby();

    request(
        1, ORDERS, submission -> jdbi.useHandle(h -> intake.accept(h, submission, Duration.ZERO)));

    assertEquals(ORDERS, answered.size());
    failOver();
    assertEquals(answered, lost());
  }

  @Test
  void unansweredChangesAreFoundOnceTheStandbyIsBack() {
    silenceTheStandby();
    assertThrows(StatusChangeException.class, () -> accept(submission(1)));
    assertThrows(StatusChangeException.class, () -> work.settle(1));
    assertThrows(
        StatusChangeException.class, () -> inbox.apply(submission(2), Recovery.COMPENSATE));
    Signals.send("CONT", receiver);

    Acceptance.Accepted known = (Acceptance.Accepted) accept(submission(1));
    assertTrue(known.repeated());
    assertEquals(ChangeState.APPLIED, known.entry().state());
    assertEquals(2, work.unfinished(Duration.ZERO, 10).size());
    assertEquals(Set.of(known.entry().id()), completion.finish(List.of(known.entry())));
    JournalEntry saga = ((Acceptance.Accepted) accept(submission(2))).entry();
    assertEquals(ChangeState.COMPENSATED, completion.compensate(saga.id()).state());
  }

  /** Otherwise the guard would expire, and no read would be answered from the cache. */
  @Test
  void theRelayDoesNotWaitForTheStandby() {
    silenceTheStandby();
    onPrimary.useHandle(
        h -> {
          h.execute("SET synchronous_commit = local");
          h.execute("UPDATE orders SET quantity = 4 WHERE id = 1");
        });
    JdbcSettings longTimeouts = primary.longTimeoutSettings();
    try (JdbiChangeLog log =
        new JdbiChangeLog(
            PostgresDataSources.unpooled(longTimeouts), CachePlan.defaults(), longTimeouts)) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            try (ChangeLog.Leadership leader = log.lead().orElseThrow()) {
              leader.acknowledge(leader.poll(100), 1);
              assertEquals(List.of(), leader.poll(100).changes());
            }
          });
    }
  }
}
