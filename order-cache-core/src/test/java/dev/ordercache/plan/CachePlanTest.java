package dev.ordercache.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ordercache.OrderStatus;
import dev.ordercache.PageRequest;
import dev.ordercache.Workflow;
import dev.ordercache.cache.InvalidationPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CachePlanTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final CachePlan.Builder builder = CachePlan.builder();

  @Test
  void theShopCachesTheListsThatOperatorsWorkOn() {
    assertEquals(
        List.of(
            "MANUFACTURING_APPROVED",
            "MANUFACTURING_STARTED",
            "MANUFACTURING_COMPLETED",
            "PACKAGING"),
        CachePlan.defaults().cachedStatuses().stream().map(OrderStatus::name).toList());
  }

  @Test
  void nothingIsLostWhenAPlanIsBuiltFromAnother() {
    OrderStatus open = new OrderStatus("OPEN");
    InvalidationPolicy policy = change -> Set.of();
    CachePlan plan =
        builder
            .namespace("plant_2-b")
            .table(OrdersTable.defaults().withTable("auftrag"))
            .workflow(new Workflow(List.of(open), Set.of()))
            .cachedStatuses(Set.of(open))
            .pageSize(7)
            .policy(policy)
            .stalenessBound(SECOND)
            .ttl(Duration.ofMinutes(1))
            .negativeTtl(Duration.ofMillis(1))
            .nearCache(false)
            .build();

    assertEquals(
        new CachePlan(
            "plant_2-b",
            OrdersTable.defaults().withTable("auftrag"),
            new Workflow(List.of(open), Set.of()),
            Set.of(open),
            7,
            policy,
            SECOND,
            Duration.ofMinutes(1),
            Duration.ofMillis(1),
            false),
        plan);
    assertEquals(plan, plan.toBuilder().build());
  }

  @Test
  void thatThereIsNoOrderIsCachedNoLongerThanAnOrder() {
    assertEquals(SECOND, builder.ttl(SECOND).build().negativeTtl());
    assertEquals(SECOND, builder.negativeTtl(Duration.ofMinutes(1)).build().negativeTtl());
    assertEquals(
        Duration.ofSeconds(10), CachePlan.builder().ttl(Duration.ofDays(1)).build().negativeTtl());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a{b", "ä", "\n"})
  void aNamespaceOfOtherCharactersIsRefused(String namespace) {
    assertRefused("namespace: must be", builder.namespace(namespace)::build);
  }

  @Test
  void aNamespaceHas64CharactersAtMost() {
    assertEquals("x".repeat(64), builder.namespace("x".repeat(64)).build().namespace());
    assertRefused("namespace: must be", builder.namespace("x".repeat(65))::build);
  }

  @Test
  void aCachedStatusMustBeOneOfTheWorkflows() {
    assertRefused(
        "cachedStatuses: the workflow has no status LOST",
        builder.cachedStatuses(Set.of(new OrderStatus("LOST")))::build);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, PageRequest.MAX_LIMIT + 1})
  void aPageHasNoMoreOrdersThanARequestMayHave(int orders) {
    assertRefused("pageSize: must be", builder.pageSize(orders)::build);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "-PT1S", "PT0.0005S", "P366D"})
  void aTimeOutsideOfItsRangeIsRefused(Duration time) {
    assertRefused("stalenessBound: must be", CachePlan.builder().stalenessBound(time)::build);
    assertRefused("ttl: must be", CachePlan.builder().ttl(time)::build);
    if (time.compareTo(SECOND) < 0) { // a longer one is limited to the other time to live
      assertRefused("negativeTtl: must be", CachePlan.builder().negativeTtl(time)::build);
    }
  }

  private static void assertRefused(String message, Executable plan) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, plan);
    assertTrue(String.valueOf(refusal.getMessage()).startsWith(message), refusal.getMessage());
  }
}
