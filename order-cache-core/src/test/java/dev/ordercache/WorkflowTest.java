package dev.ordercache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkflowTest {

  private static final OrderStatus APPROVED = new OrderStatus("MANUFACTURING_APPROVED");
  private static final OrderStatus STARTED = new OrderStatus("MANUFACTURING_STARTED");
  private static final OrderStatus COMPLETED = new OrderStatus("MANUFACTURING_COMPLETED");

  @Test
  void aStartedOrderIsCompletedOrReleased() {
    assertEquals(Set.of(COMPLETED, APPROVED), Workflow.defaults().targets(STARTED));
  }

  @Test
  void theSourcesOfAStatusAreThoseThatHaveItAsTarget() {
    Workflow workflow = Workflow.defaults();

    for (OrderStatus from : workflow.statuses()) {
      for (OrderStatus to : workflow.statuses()) {
        assertEquals(
            workflow.targets(from).contains(to),
            workflow.sources(to).contains(from),
            from + " " + to);
      }
    }
  }

  @Test
  void aClosedOrderStaysClosed() {
    assertEquals(Set.of(), Workflow.defaults().targets(new OrderStatus("CLOSED")));
  }

  @Test
  void aTransitionToAnUnknownStatusIsRefused() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new Workflow(
                    List.of(APPROVED), Set.of(new Workflow.Transition(APPROVED, STARTED, true))));

    assertEquals("the workflow has no status MANUFACTURING_STARTED", refusal.getMessage());
  }
}
