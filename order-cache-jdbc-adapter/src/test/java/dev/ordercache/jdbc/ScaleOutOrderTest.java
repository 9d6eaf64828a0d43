package dev.ordercache.jdbc;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.jdbc.PublishedRows.Message;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.Meanwhile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The order of the messages, as {@code docs/scale-out.md} specifies it. */
class ScaleOutOrderTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  /** A version that is accepted in advance, whatever version the order has meanwhile. */
  private static final long LATER = 1_000_000;

  private static final int THREADS = 6;
  private static final int CHANGES = 300;
  private static final String WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted";
  private static PublishedRows published;

  private final Intake intake = new Intake(DATABASE.plan(), DATABASE.settings());
  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(
          DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), QueueSettings.defaults());

  @BeforeAll
  static void publish() {
    published = new PublishedRows(DATABASE, new ScaleOutPage());
  }

  @AfterAll
  static void dropSlot() {
    published.close();
  }

  @BeforeEach
  void enterOrders() {
    DATABASE.insert(1, 2, "MANUFACTURING_APPROVED");
    published.read();
  }

  private static Submission start(long order, String key) {
    OrderStatus started = new OrderStatus("MANUFACTURING_STARTED");
    return new Submission(new StatusChange(new OrderId(order), LATER, started, null), "Ada", key);
  }

  private static long id(Acceptance acceptance) {
    return assertInstanceOf(Accepted.class, acceptance).entry().id();
  }

  private long accept(long order, String key) {
    return id(inbox.accept(start(order, key), Duration.ZERO));
  }

  /** In a transaction that is not committed here. */
  private long accept(Handle handle, long order, String key) {
    return id(intake.accept(handle, start(order, key), Duration.ZERO));
  }

  /** Enters a change as a writer that takes no group. */
  private static void enter(Handle handle, String key) {
    handle.execute(
        "INSERT INTO status_change (order_id, to_status, expected_version, principal,"
            + " idempotency_key) VALUES (1, 'MANUFACTURING_STARTED', 1, 'Ada', ?)",
        key);
  }

  @Test
  void ofOneOrderTheLowerNumberComesFirst() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      long first = accept(slow, 1, "first");
      CompletableFuture<Long> second = Meanwhile.supply(() -> accept(1, "second"));
      await().until(() -> DATABASE.query(WAITING, Integer.class).get(0) > 0);
      slow.commit();

      assertTrue(first < second.join());
      assertEquals(List.of(first, second.join()), published.ids());
    }
  }

  @Test
  void withoutGroupsItNeedNot() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      enter(slow, "first");
      DATABASE.jdbi().useHandle(handle -> enter(handle, "second"));
      slow.commit();

      List<Long> ids = published.ids();
      assertEquals(2, ids.size());
      assertTrue(ids.get(0) > ids.get(1), ids::toString);
    }
  }

  @Test
  void amongDifferentOrdersTheLowerNumberMayComeLater() {
    try (Handle slow = DATABASE.jdbi().open()) {
      slow.begin();
      long lower = accept(slow, 1, "lower");
      long higher = accept(2, "higher");
      slow.commit();

      assertTrue(lower < higher);
      assertEquals(List.of(higher, lower), published.ids());
    }
  }

  /** Each accepted change is settled at once, so that groups are closed and opened all the time. */
  @Test
  void manyThreadsThatAcceptForFewOrdersKeepTheOrderOfEach() throws Exception {
    AtomicInteger number = new AtomicInteger();

    QueuedOrders.inThreads(THREADS, () -> acceptAndSettle(number.getAndIncrement()));

    List<Message> messages = published.read();
    assertEquals(CHANGES, messages.size());
    Map<String, List<Long>> byOrder =
        messages.stream()
            .collect(
                Collectors.groupingBy(
                    message -> message.row().getOrDefault("order_id", ""),
                    Collectors.mapping(PublishedRows::id, Collectors.toList())));
    assertEquals(2, byOrder.size());
    byOrder.values().forEach(ids -> assertEquals(ids.stream().sorted().distinct().toList(), ids));
  }

  private boolean acceptAndSettle(int number) {
    if (number < CHANGES) {
      accept(1 + number % 2, "key-" + number);
      work.settle(2);
    }
    return number < CHANGES;
  }

  /** Sessions that reserve numbers in advance would assign lower ones to later changes. */
  @Test
  void numbersAreAssignedOneByOne() {
    assertEquals(
        List.of(1L),
        DATABASE.query(
            "SELECT seqcache FROM pg_sequence"
                + " WHERE seqrelid = pg_get_serial_sequence('status_change', 'id')::regclass",
            Long.class));
  }
}
