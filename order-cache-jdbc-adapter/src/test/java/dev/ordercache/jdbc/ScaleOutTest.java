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
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The messages that {@code docs/scale-out.md} specifies, and their contents. */
class ScaleOutTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private static final ScaleOutPage PAGE = new ScaleOutPage();
  private static final String ORDINARY = "ordinary";
  private static final QueueSettings SETTINGS = QueueSettings.defaults();
  private static PublishedRows published;

  private final JdbiStatusChangeInbox inbox =
      new JdbiStatusChangeInbox(DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), SETTINGS);
  private final JdbiStatusChangeWork work =
      new JdbiStatusChangeWork(DATABASE.pool(), DATABASE.plan(), DATABASE.settings(), SETTINGS);
  private final JdbiStatusChangeCompletion completion =
      new JdbiStatusChangeCompletion(DATABASE.pool(), DATABASE.plan(), DATABASE.settings());

  @BeforeAll
  static void publish() {
    DATABASE.execute("CREATE PUBLICATION " + ORDINARY + " FOR TABLE status_change");
    published = new PublishedRows(DATABASE, PAGE);
  }

  @AfterAll
  static void dropSlot() {
    published.close();
  }

  @BeforeEach
  void enterOrders() {
    DATABASE.insert(1, 4, "MANUFACTURING_APPROVED");
    published.read();
  }

  private static Submission start(long order, @Nullable String assignee, String key) {
    OrderStatus started = new OrderStatus("MANUFACTURING_STARTED");
    return new Submission(new StatusChange(new OrderId(order), 1, started, assignee), "Ada", key);
  }

  private long accept(Submission submission) {
    Acceptance acceptance = inbox.accept(submission, Duration.ZERO);
    return assertInstanceOf(Accepted.class, acceptance).entry().id();
  }

  /** Accepts, applies, cancels, compensates and tidies up; returns what was accepted. */
  private List<Long> acceptAndEnd() {
    List<Long> accepted = new ArrayList<>();
    accepted.add(accept(start(1, null, "one")));
    accept(start(1, null, "one"));
    assertInstanceOf(Acceptance.Refused.class, inbox.accept(start(9, null, "nine"), Duration.ZERO));
    assertEquals(1, completion.finish(work.settle(10)).size());
    accepted.add(accept(start(2, null, "two")));
    assertTrue(inbox.cancel(accepted.get(1)));
    JournalEntry made =
        ((Accepted) inbox.apply(start(3, null, "three"), Recovery.COMPENSATE)).entry();
    accepted.add(made.id());
    assertEquals(1, completion.finish(List.of(completion.compensate(made.id()))).size());
    await().until(() -> work.tidy(Duration.ZERO, 10) > 0);
    return accepted;
  }

  @Test
  void eachAcceptedChangeIsOneMessageAndWhatBecomesOfItIsNone() {
    List<Long> accepted = acceptAndEnd();

    assertEquals(accepted, published.ids());
  }

  @Test
  void anOrdinaryPublicationHasUpdatesAndDeletionsToo() {
    acceptAndEnd();

    Map<Character, Long> kinds =
        published.read(ORDINARY).stream()
            .collect(Collectors.groupingBy(Message::kind, Collectors.counting()));

    assertEquals(3, kinds.get('I'));
    assertEquals(6, kinds.get('U'));
    assertTrue(kinds.getOrDefault('D', 0L) > 0, kinds::toString);
  }

  @Test
  void aMessageContainsAllThatIsNeededToApplyTheChange() {
    Submission plain = start(1, null, "plain");
    Submission assigned = start(2, "Bo \"ö\"", "assigned");
    OrderStatus back = new OrderStatus("MANUFACTURING_APPROVED");
    long done = accept(plain);
    work.settle(1);
    StatusChange release = new StatusChange(new OrderId(1), 2, back, null);
    Submission undo = new Submission(release, "Cy", "undo", done);
    accept(assigned);
    accept(undo);

    List<Submission> submissions = published.read().stream().map(ScaleOutTest::submission).toList();

    assertEquals(List.of(plain, assigned, undo), submissions);
  }

  /** A submission made only of what the event router puts into its message. */
  private static Submission submission(Message message) {
    Map<String, String> routed = new HashMap<>();
    PAGE.routed()
        .forEach(
            (column, place) -> {
              if (message.row().containsKey(column)) {
                routed.put(place, message.row().getOrDefault(column, ""));
              }
            });
    String undoes = routed.get("`undoes`");
    return new Submission(
        new StatusChange(
            new OrderId(Long.parseLong(routed.getOrDefault("the key", ""))),
            Long.parseLong(routed.getOrDefault("`expectedVersion`", "")),
            new OrderStatus(routed.getOrDefault("`payload`", "")),
            routed.get("`assignee`")),
        routed.getOrDefault("`principal`", ""),
        routed.getOrDefault("`idempotencyKey`", ""),
        undoes == null ? null : Long.valueOf(undoes));
  }

  @Test
  void theColumnsAreThoseOfThePage() {
    List<String> columns =
        DATABASE.query(
            """
            SELECT attname || ' '
                || replace(format_type(atttypid, NULL), 'timestamp with time zone', 'timestamptz')
                || CASE WHEN attnotnull THEN '' ELSE ', null' END
            FROM pg_attribute WHERE attrelid = 'status_change'::regclass AND attnum > 0
            """,
            String.class);

    assertEquals(10, PAGE.columns().size());
    assertTrue(columns.containsAll(PAGE.columns()), columns::toString);
    assertEquals(PAGE.places(), PAGE.routed());
    assertTrue(PAGE.columns().contains(PAGE.router("route.by.field") + " text"), "it is a text");
  }
}
