package dev.ordercache.core;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.consistency.ConsistencyReport.Finding;
import dev.ordercache.plan.CachePlan;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the checker finds in a cache whose invalidations are lost, and what it does about it. */
class ConsistencyViolationsTest extends ConsistencyFixture {

  private static final int PAGE = CachePlan.defaults().pageSize();

  private Finding onlyFinding() {
    assertEquals(1, report().findings().size(), () -> report().toString());
    return report().findings().get(0);
  }

  private static void assertVersions(
      @Nullable Long cached, @Nullable Long database, Finding finding) {
    assertEquals(cached, finding.cachedVersion());
    assertEquals(database, finding.databaseVersion());
  }

  @Test
  void anOrderThatStaysOutOfDateIsFoundCountedAndDeleted() {
    world.database.put(order(1).build());
    world.find(1);
    world.database.put(order(1).assignee("ada").build());
    world.flaky.failOn(FlakyCache.Call.INVALIDATE); // it stays until the bound has been checked
    report(change(1, 2, APPROVED, APPROVED));
    awaitChecked(1);
    world.flaky.failOn();
    awaitViolations(1);

    assertEquals(2, world.find(1).value().orElseThrow().version());
    assertEquals(0, within().consistent());
    assertEquals(1, within().checked());
    assertEquals(0, bound().consistent());
    assertEquals(1, bound().checked());
    Finding finding = onlyFinding();
    assertEquals(new OrderId(1), finding.order());
    assertNull(finding.list());
    assertVersions(1L, 2L, finding);
    assertEquals(world.clock.instant(), finding.asOf());
    assertTrue(finding.ageMillis() >= AGE.toMillis(), finding::toString);
    assertEquals(finding.ageMillis(), report().oldestAgeMillis());
  }

  @Test
  void anOrderThatIsShownAfterItsDeletionIsFound() {
    world.database.put(order(1).build());
    world.find(1);
    world.database.remove(new OrderId(1));
    report(change(1, 1, APPROVED, null));
    awaitViolations(1);

    assertVersions(1L, null, onlyFinding());
    assertTrue(world.find(1).value().isEmpty());
  }

  @Test
  void anOrderThatIsSaidNotToBeThereIsFound() {
    world.find(1);
    world.database.put(order(1).build());
    report(change(1, 1, null, APPROVED));
    awaitViolations(1);

    assertVersions(null, 1L, onlyFinding());
  }

  @Test
  void aListThatStillShowsAnOrderWhichHasLeftItIsFound() {
    world.database.put(order(1).build());
    world.query.list(World.page(APPROVED, PAGE));
    world.database.put(order(1).status(STARTED).build());
    report(change(1, 2, APPROVED, STARTED));
    awaitViolations(1);

    Finding finding = onlyFinding();
    assertEquals(APPROVED, finding.list());
    assertEquals(new OrderId(1), finding.order());
    assertVersions(1L, null, finding);
    assertTrue(world.query.list(World.page(APPROVED, PAGE)).value().orders().isEmpty());
  }

  /** Both lists show the order as it was; the plan's own is checked, the usual one is not. */
  @Test
  void onlyTheListsOfThePlanAreChecked() {
    world.database.put(order(1).build());
    world.query.list(World.page(APPROVED, PAGE));
    world.query.list(World.page(STARTED, PAGE));
    world.clock.advance(Duration.ofMillis(1));
    world.database.put(order(1).status(STARTED).build());
    CachePlan.Builder plan = CachePlan.builder().stalenessBound(Duration.ofMillis(200));
    check(plan.cachedStatuses(Set.of(STARTED)).build(), settings());
    report(change(1, 2, APPROVED, STARTED));
    awaitViolations(1);

    assertEquals(STARTED, onlyFinding().list());
    assertEquals(1, world.query.list(World.page(APPROVED, PAGE)).value().orders().size());
  }

  /** They show no version; they are suspicious because they were read before the change. */
  @Test
  void aListThatLacksAnOrderAndACountAreFoundByTheTimeOfTheirReading() {
    world.query.list(World.page(STARTED, PAGE));
    world.query.count(STARTED);
    world.clock.advance(Duration.ofMillis(1));
    world.database.put(order(1).status(STARTED).build());
    report(change(1, 1, null, STARTED));
    awaitViolations(2);

    assertEquals(1, world.query.count(STARTED).value());
    Set<@Nullable OrderStatus> lists =
        report().findings().stream().map(Finding::list).collect(Collectors.toSet());
    assertEquals(Set.of(STARTED), lists);
  }

  /** A list that was read during the changing transaction shows neither a version nor a time. */
  @Test
  void aListThatLacksAnOrderWithoutAnySignIsFoundByASample() {
    world.query.list(World.page(STARTED, PAGE));
    world.database.put(order(1).status(STARTED).build());
    check(settings().withSample(1));
    report(change(1, 1, null, STARTED));
    awaitViolations(1);

    assertVersions(null, 1L, onlyFinding());
    assertEquals(1, report().sampled());
    assertTrue(
        report().findings().get(0).ageMillis() < AGE.toMillis(), "a greater age is not proven");
  }

  @Test
  void aValueDeletedBeforeTheBoundIsNoViolation() {
    world.database.put(order(1).build());
    world.find(1);
    world.database.put(order(1).assignee("ada").build());
    world.flaky.lookups.set(0);
    world.flaky.afterLookup = this::forgetAfterTheConfirmation;
    check(onlyBound());
    report(change(1, 2, APPROVED, APPROVED));
    Eventually.await("the checker looks up again", () -> world.flaky.lookups.get() > 4);
    closeChecker();

    assertEquals(0, report().stages().get(0).consistent());
    assertEquals(1, report().stages().get(0).checked());
    assertEquals(0, report().violations());
  }

  /** The first three look up the order, its list and its count; the fourth confirms. */
  private void forgetAfterTheConfirmation(int lookup) {
    if (lookup == 4) {
      world.forget(1);
    }
  }

  @Test
  void aValueDeletedDuringTheDatabaseReadIsConsistent() {
    world.database.put(order(1).build());
    world.find(1);
    world.database.put(order(1).assignee("ada").build());
    world.observed.afterRead = () -> world.forget(1);
    report(change(1, 2, APPROVED, APPROVED));
    awaitChecked(1);

    assertEquals(1, within().consistent());
    assertEquals(1, report().databaseReads());
  }

  @Test
  void aDifferenceExplainedByANewerChangeIsConsistent() {
    world.database.put(order(1).build());
    world.find(1);
    report(change(1, 1, APPROVED, null)); // deleted, and meanwhile entered again
    awaitChecked(1);

    assertEquals(1, within().consistent());
    assertEquals(1, bound().consistent());
    assertTrue(report().databaseReads() > 0);
  }

  @Test
  void anUnverifiedValueIsConsistent() {
    world.database.put(order(1).build());
    world.find(1);
    world.database.put(order(1).assignee("ada").build());
    world.cache.dropGuard();
    report(change(1, 2, APPROVED, APPROVED));
    awaitChecked(1);

    assertEquals(1, bound().consistent());
    assertEquals(0, report().databaseReads());
  }

  @Test
  void aDeletionThatFailsIsRepeatedAndTheViolationCountedOnce() {
    world.database.put(order(1).build());
    world.find(1);
    world.database.put(order(1).assignee("ada").build());
    world.flaky.failOn(FlakyCache.Call.INVALIDATE);
    report(change(1, 2, APPROVED, APPROVED));
    Eventually.await("two failures", () -> report().failures() > 1);
    assertEquals(1, report().violations());
    assertEquals(0, report().repaired());
    world.flaky.failOn();
    awaitViolations(1);

    assertEquals(2, world.find(1).value().orElseThrow().version());
  }
}
