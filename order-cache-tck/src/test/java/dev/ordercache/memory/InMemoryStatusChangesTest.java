package dev.ordercache.memory;

import static dev.ordercache.memory.Orders.APPROVED;
import static dev.ordercache.memory.Orders.PACKAGING;
import static dev.ordercache.memory.Orders.STARTED;
import static dev.ordercache.memory.Orders.order;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.Workflow.Transition;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.QueueSettings;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the contracts do not test: they have the usual plan. */
class InMemoryStatusChangesTest {

  private final InMemoryOrders orders = new InMemoryOrders(new ManualClock());

  private static Submission submission(OrderStatus to) {
    return new Submission(new StatusChange(new OrderId(1), 1, to, null), "ada", "key-" + to);
  }

  @Test
  void theWorkflowIsThePlans() {
    Workflow shortcut =
        new Workflow(
            List.of(APPROVED, STARTED, PACKAGING),
            Set.of(new Transition(APPROVED, PACKAGING, false)));
    CachePlan plan =
        CachePlan.builder().workflow(shortcut).cachedStatuses(Set.of(APPROVED)).build();
    InMemoryStatusChanges queue = new InMemoryStatusChanges(orders, plan, QueueSettings.defaults());
    orders.put(order(1).build());

    assertInstanceOf(Acceptance.Accepted.class, queue.accept(submission(PACKAGING), Duration.ZERO));
    assertEquals(
        new Acceptance.Refused(new Refusal.NotAllowed(APPROVED)),
        queue.accept(submission(STARTED), Duration.ZERO));
  }
}
