package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.event.ChangeState;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeBatch;
import dev.ordercache.relay.ChangeLog.Leadership;
import dev.ordercache.statuschange.Acceptance.Accepted;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.tck.DatabaseUnderTest.QueuedChanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GrantsTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  @Test
  void theGrantsOfTheReadmeAreEnoughForAService() throws IOException {
    DATABASE.execute("CREATE ROLE mes LOGIN");
    grants().forEach(DATABASE::execute);
    JdbcSettings settings =
        TestDatabase.withLongTimeouts(JdbcSettings.of(DATABASE.settings().url(), "mes", null));
    DATABASE.insert(1, 1, "PACKAGING");

    try (PostgresUnderTest service = new PostgresUnderTest(CachePlan.defaults(), settings);
        Leadership leader = service.log().lead().orElseThrow()) {
      OrderStatus packaging = new OrderStatus("PACKAGING");
      assertEquals(1, service.orders().count(packaging).value());
      ship(service.queued(QueueSettings.defaults()));
      ChangeBatch batch = leader.poll(10);
      assertEquals(2, batch.changes().size());
      leader.acknowledge(batch, 1);
      assertEquals(List.of(), DATABASE.logged());
      closeTheOrder(service);
    }
  }

  /** The statements of the README, unchanged. */
  static List<String> grants() throws IOException {
    List<String> grants =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("GRANT "))
            .toList();
    assertFalse(grants.isEmpty());
    return grants;
  }

  private static void ship(QueuedChanges changes) {
    StatusChange ship = new StatusChange(new OrderId(1), 1, new OrderStatus("SHIPPED"), null);
    Submission submission = new Submission(ship, "Ada", "ship");
    Accepted made = (Accepted) changes.inbox().apply(submission, Recovery.RETRY_FORWARD);
    assertEquals(ChangeState.APPLIED, made.entry().state());
  }

  private static void closeTheOrder(PostgresUnderTest service) {
    QueuedChanges changes = service.queued(QueueSettings.defaults().withArchive(true));
    Accepted made = (Accepted) changes.inbox().apply(close(2), Recovery.COMPENSATE);
    changes.completion().compensate(made.entry().id());
    Accepted cancelled = (Accepted) changes.inbox().accept(close(4), Duration.ZERO);
    assertTrue(changes.inbox().cancel(cancelled.entry().id()));
    changes.inbox().accept(new Submission(close(4).change(), "Bo", "key"), Duration.ZERO);
    assertEquals(1, changes.completion().finish(changes.work().settle(1)).size());
    service.passTime(Duration.ofMillis(1));
    assertEquals(1, changes.work().tidy(Duration.ZERO, 10));
  }

  private static Submission close(long version) {
    StatusChange close = new StatusChange(new OrderId(1), version, new OrderStatus("CLOSED"), null);
    return new Submission(close, "Ada", "key-" + version);
  }
}
