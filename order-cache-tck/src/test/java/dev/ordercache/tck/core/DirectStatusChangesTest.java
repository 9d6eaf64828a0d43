package dev.ordercache.tck.core;

import static dev.ordercache.tck.Orders.APPROVED;
import static dev.ordercache.tck.Orders.PACKAGING;
import static dev.ordercache.tck.Orders.STARTED;
import static dev.ordercache.tck.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.Order;
import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Source;
import dev.ordercache.Workflow;
import dev.ordercache.statuschange.DirectStatusChanges;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChangeResult;
import dev.ordercache.statuschange.StatusChangeSettings;
import dev.ordercache.tck.Sentences;
import dev.ordercache.tck.core.FlakyCache.Call;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;

/** What a direct status change brings about, and what its caller is told. */
@DisplayNameGeneration(Sentences.class)
class DirectStatusChangesTest {

  private static final OrderId ID = new OrderId(1);

  private final World world = new World().vouched();
  private final DirectStatusChanges changes =
      new DirectStatusChanges(world.database, world.flaky, StatusChangeSettings.defaults());
  private final Order approved = world.database.put(order(1).build());

  private StatusChangeResult submit(long version, OrderStatus to, @Nullable String assignee) {
    return changes.submit(new StatusChange(ID, version, to, assignee));
  }

  @Test
  void anAppliedChangeIsVisibleInTheOrderAndInBothListsWhenItReturns() {
    world.find(1);
    world.query.list(World.page(APPROVED, 10));
    world.query.list(World.page(STARTED, 10));
    StatusChangeResult.Applied applied =
        assertInstanceOf(
            StatusChangeResult.Applied.class, submit(approved.version(), STARTED, "Ada"));
    assertTrue(applied.invalidated());
    assertEquals(APPROVED, applied.from());
    assertEquals(approved.version() + 1, applied.order().version());
    assertEquals(applied.order(), world.find(1).value().orElseThrow());
    assertEquals(0, world.query.list(World.page(APPROVED, 10)).value().orders().size());
    assertEquals(1, world.query.list(World.page(STARTED, 10)).value().orders().size());
  }

  @Test
  void aCacheThatFailsDoesNotFailTheChangeAndLeavesItToTheRelay() {
    world.flaky.failOn(Call.INVALIDATE);
    int logged = world.database.log().size();
    StatusChangeResult.Applied applied =
        assertInstanceOf(
            StatusChangeResult.Applied.class, submit(approved.version(), STARTED, "Ada"));
    assertFalse(applied.invalidated());
    assertEquals(STARTED, stored().status());
    assertEquals(logged + 1, world.database.log().size());
  }

  @Test
  void aCacheThatIsBrokenDoesNotHideThatTheChangeIsCommitted() {
    world.flaky.failOn(Call.INVALIDATE);
    world.flaky.failWith(new IllegalStateException("a bug"));
    StatusChangeResult result = submit(approved.version(), STARTED, "Ada");
    assertFalse(assertInstanceOf(StatusChangeResult.Applied.class, result).invalidated());
    assertEquals(STARTED, stored().status());
  }

  @Test
  void aRefusedChangeLeavesTheCacheAsItIs() {
    world.find(1);
    submit(approved.version() + 7, STARTED, null);
    assertSame(Source.HIT, world.find(1).source());
  }

  @Test
  void anotherVersionIsRefusedAsStale() {
    Order current = world.database.put(order(1).assignee("Bo").build());
    assertEquals(
        new StatusChangeResult.StaleVersion(current), submit(approved.version(), STARTED, "Ada"));
  }

  @Test
  void aStatusThatTheWorkflowDoesNotLeadToIsNotAllowed() {
    assertEquals(
        new StatusChangeResult.NotAllowed(approved, Workflow.defaults().targets(APPROVED)),
        submit(approved.version(), PACKAGING, null));
    assertEquals(approved, stored());
  }

  @Test
  void anOrderThatSomebodyElseTookIsTaken() {
    submit(approved.version(), STARTED, "Bo");
    assertEquals(
        new StatusChangeResult.Taken(ID, "Bo", stored().updatedAt()),
        submit(approved.version(), STARTED, "Ada"));
  }

  @Test
  void anUnknownOrderIsToldAsSuch() {
    assertEquals(
        new StatusChangeResult.UnknownOrder(new OrderId(2)),
        changes.submit(new StatusChange(new OrderId(2), 1, STARTED, null)));
  }

  @Test
  void anUnknownStatusIsTheCallersMistake() {
    assertThrows(
        IllegalArgumentException.class,
        () -> submit(approved.version(), new OrderStatus("NOWHERE"), null));
    assertEquals(approved, stored());
  }

  private Order stored() {
    return world.database.find(ID).value().orElseThrow();
  }
}
