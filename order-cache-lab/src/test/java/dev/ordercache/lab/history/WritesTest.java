package dev.ordercache.lab.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class WritesTest {

  private static final int APPROVED = OrderState.number("MANUFACTURING_APPROVED");
  private static final int STARTED = OrderState.number("MANUFACTURING_STARTED");

  private final Writes writes = new Writes();

  private static OrderState state(int life, int version, int status) {
    return new OrderState(1, OrderState.stamp(life, version), status);
  }

  private Timeline timeline() {
    return Objects.requireNonNull(writes.timelines().get(1));
  }

  @Test
  void aChangeWhoseWriterDiedIsKnownByTheOneThatFollowedIt() {
    writes.first(state(1, 1, APPROVED));
    writes.attempted(1, 2, STARTED, 10);
    writes.committed(state(1, 3, APPROVED), 20, 22);
    Timeline order = timeline();
    assertEquals(state(1, 2, STARTED), order.state(1));
    assertEquals(10, order.begin(1));
    assertEquals(22, order.until(0), "it was made before the one that followed it");
    assertEquals(1, writes.resolved());
  }

  @Test
  void aChangeThatNothingFollowedDemandsNothing() {
    writes.first(state(1, 1, APPROVED));
    writes.attempted(1, 2, STARTED, 10);
    assertEquals(1, timeline().size());
  }

  @Test
  void aChangeWhoseWriterDiedIsKnownByWhatTheDatabaseHasInTheEnd() {
    writes.first(state(1, 1, APPROVED));
    writes.attempted(1, 2, STARTED, 10);
    writes.last(state(1, 2, STARTED), 50);
    assertEquals(50, timeline().until(0));
  }

  @Test
  void twoWritersWhoDiedLeaveItOpenWhichStatusItWas() {
    writes.first(state(1, 1, APPROVED));
    writes.attempted(1, 2, STARTED, 10);
    writes.attempted(1, 2, APPROVED, 11);
    writes.committed(state(1, 3, APPROVED), 20, 22);
    assertEquals(OrderState.ANY, timeline().state(1).status());
  }

  @Test
  void aNewLifeCountsItsVersionsAnew() {
    writes.first(state(1, 7, APPROVED));
    writes.committed(state(1, 7, APPROVED).deleted(), 10, 12);
    writes.committed(state(2, 1, STARTED), 20, 22);
    assertEquals(3, timeline().size());
  }

  @Test
  void aVersionThatNoWriterMadeIsAGapInTheHistory() {
    writes.first(state(1, 1, APPROVED));
    writes.committed(state(1, 3, APPROVED), 20, 22);
    assertThrows(IllegalStateException.class, writes::timelines);
    assertThrows(IllegalStateException.class, () -> writes.last(state(1, 9, APPROVED), 50));
  }

  @Test
  void aVersionIsMadeOnce() {
    writes.first(state(1, 1, APPROVED));
    assertThrows(IllegalStateException.class, () -> writes.committed(state(1, 1, APPROVED), 1, 2));
  }
}
