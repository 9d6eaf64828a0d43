package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.Source;
import dev.ordercache.core.FlakyCache.Call;
import dev.ordercache.event.ChangeState;
import dev.ordercache.memory.InMemoryStatusChanges;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import dev.ordercache.statuschange.WorkerSettings;
import org.junit.jupiter.api.Test;

/** What readers see of a change that a saga has made, without workers or a relay. */
class SagaCacheTest {

  private final World world = new World().guarded();
  private final InMemoryStatusChanges store =
      new InMemoryStatusChanges(world.database, QueueSettings.defaults());
  private final StatusChanges changes =
      new StatusChanges(
          new StatusChanges.Parts(
              store,
              store,
              store,
              (stale, events) -> world.flaky.invalidate(stale),
              CachePlan.defaults()),
          WorkerSettings.defaults(),
          Recovery.RETRY_FORWARD);
  private final Order approved = world.database.put(order(1).build());

  private Acceptance submit(long version, OrderStatus to) {
    StatusChange change = new StatusChange(approved.id(), version, to, null);
    return changes.submit(new Submission(change, "Ada", "key"));
  }

  private ChangeState start() {
    return assertInstanceOf(Acceptance.Accepted.class, submit(approved.version(), STARTED))
        .entry()
        .state();
  }

  private Order stored() {
    return world.database.find(approved.id()).value().orElseThrow();
  }

  @Test
  void itIsVisibleInTheOrderAndInBothListsWhenTheCallReturns() {
    world.find(1);
    world.query.list(World.page(APPROVED, 10));
    world.query.list(World.page(STARTED, 10));
    assertEquals(ChangeState.DONE, start());
    Order started = world.find(1).value().orElseThrow();
    assertEquals(STARTED, started.status());
    assertEquals("Ada", started.assignee());
    assertEquals(approved.version() + 1, started.version());
    assertEquals(0, world.query.list(World.page(APPROVED, 10)).value().orders().size());
    assertEquals(1, world.query.list(World.page(STARTED, 10)).value().orders().size());
  }

  @Test
  void aCacheThatFailsDoesNotFailItAndLeavesItToTheRelay() {
    world.flaky.failOn(Call.INVALIDATE);
    int logged = world.database.log().size();
    assertEquals(ChangeState.APPLIED, start());
    assertEquals(STARTED, stored().status());
    assertEquals(logged + 1, world.database.log().size());
  }

  @Test
  void aCacheThatIsBrokenDoesNotHideThatItIsCommitted() {
    world.flaky.failOn(Call.INVALIDATE);
    world.flaky.failWith(new IllegalStateException("a bug"));
    assertEquals(ChangeState.APPLIED, start());
    assertEquals(STARTED, stored().status());
  }

  @Test
  void oneThatIsRefusedLeavesOrderLogAndCacheAsTheyAre() {
    world.find(1);
    int logged = world.database.log().size();
    assertEquals(
        new Acceptance.Refused(new Refusal.NotAllowed(APPROVED)),
        submit(approved.version(), PACKAGING));
    assertEquals(approved, stored());
    assertEquals(logged, world.database.log().size());
    assertSame(Source.HIT, world.find(1).source());
  }
}
