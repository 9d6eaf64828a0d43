package dev.ordercache.jdbc;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog.ChangeLogException;
import dev.ordercache.relay.ChangeLog.Leadership;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One log is relayed to one namespace: a second would receive nothing, and no error. */
class NamespaceTest {

  @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

  private final JdbiChangeLog first = changeLog("plant");
  private final JdbiChangeLog second = changeLog("office");

  private static JdbiChangeLog changeLog(String namespace) {
    return new JdbiChangeLog(
        PostgresDataSources.unpooled(DATABASE.settings()),
        CachePlan.builder().namespace(namespace).build(),
        DATABASE.settings());
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  private static void assertNames(String namespace, Exception e) {
    assertTrue(String.valueOf(e.getMessage()).contains("namespace " + namespace), e.getMessage());
  }

  @Test
  void aSecondOneIsRefusedWithTheReasonAtTheStartAndInEachElection() {
    try (Leadership leader = first.lead().orElseThrow()) {
      assertNames("plant", assertThrows(IllegalStateException.class, second::checkNamespace));
      assertNames("plant", assertThrows(ChangeLogException.class, second::lead));
      assertNames("plant", assertThrows(ChangeLogException.class, second::lead));
      assertTrue(leader.poll(10).complete());
    }
  }

  /** A second namespace was once treated so: its relay waits for its turn, and logs nothing. */
  @Test
  void anotherInstanceOfTheSameOneWaitsForItsTurn() {
    try (JdbiChangeLog other = changeLog("plant");
        Leadership leader = first.lead().orElseThrow()) {
      assertDoesNotThrow(other::checkNamespace);
      assertEquals(Optional.empty(), other.lead());
      assertTrue(leader.poll(10).complete());
    }
  }

  @Test
  void theTableChangesItsNamespaceOnceNoRelayLeads() {
    first.lead().orElseThrow().close();

    second.checkNamespace();
    try (Leadership leader = second.lead().orElseThrow()) {
      assertNames("office", assertThrows(ChangeLogException.class, first::lead));
      assertTrue(leader.poll(10).complete());
    }
  }
}
