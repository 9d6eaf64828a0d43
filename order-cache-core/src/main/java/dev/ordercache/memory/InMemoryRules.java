package dev.ordercache.memory;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.Workflow.Transition;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.Submission;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Applies a workflow to a submitted change of an order. */
record InMemoryRules(Workflow workflow) {

  /**
   * Why the order cannot be changed, or null if it can.
   *
   * @param since since when an order has its assignee
   */
  @Nullable Refusal refusal(
      @Nullable Order order, Submission submission, Function<Order, Instant> since) {
    if (order == null) {
      return new Refusal.UnknownOrder();
    }
    if (order.version() == submission.change().expectedVersion()) {
      return way(order.status(), submission).isPresent()
          ? null
          : new Refusal.NotAllowed(order.status());
    }
    String assignee = order.assignee();
    return submission.undoes() == null
            && workflow.takes(submission.change().to())
            && order.status().equals(submission.change().to())
            && assignee != null
            && !assignee.equals(taker(submission))
        ? new Refusal.Taken(assignee, since.apply(order))
        : new Refusal.StaleVersion(order.status(), order.version());
  }

  /** The assignee of the order after the change. */
  @Nullable String assignee(Order order, Submission submission) {
    String named = submission.change().assignee();
    if (submission.undoes() != null) {
      return named;
    }
    return switch (way(order.status(), submission).orElseThrow().assignment()) {
      case TAKE -> taker(submission);
      case RELEASE -> null;
      case KEEP -> named == null ? order.assignee() : named;
    };
  }

  private Optional<Transition> way(OrderStatus status, Submission submission) {
    OrderStatus to = submission.change().to();
    return workflow.transitions().stream()
        .filter(
            way ->
                submission.undoes() == null
                    ? way.from().equals(status) && way.to().equals(to)
                    : way.undoable() && way.from().equals(to) && way.to().equals(status))
        .findFirst();
  }

  /** The assignee of the order if the change takes it. */
  static String taker(Submission submission) {
    String named = submission.change().assignee();
    return named == null ? submission.principal() : named;
  }
}
