package dev.ordercache.app.http;

import dev.ordercache.Order;
import dev.ordercache.OrderQuery;
import dev.ordercache.app.users.Role;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.Submission;
import java.util.Optional;

/**
 * Submits changes of status that the submitter may make, and whose order is as the submitter has
 * seen it. The current order is compared first, and the change is applied only if the order still
 * has that version then. A key that was used before returns its earlier change, even if another
 * user has the order now.
 *
 * @param database reads the current orders
 */
record SubmissionGuard(OrderQuery database, StatusChanges changes) {

  /**
   * Submits a change, unless it can only be refused.
   *
   * @param lead whether the submitter may change the orders of others, and assign orders to others
   */
  Acceptance submit(Submission submission, OrderTag expected, boolean lead) {
    if (!lead && namesAnother(submission)) {
      return changes.known(submission).orElseThrow(SubmissionGuard::namingNeedsALead);
    }
    if (lead && expected.content() == null) {
      return changes.submit(submission);
    }
    Optional<Order> found = database.find(submission.order()).value();
    if (found.isEmpty()) {
      return changes.submit(submission);
    }
    Order order = found.get();
    if (expected.isOfOtherContent(order) || (!lead && order.version() < expected.version())) {
      Refusal stale = new Refusal.StaleVersion(order.status(), order.version());
      return changes.known(submission).orElseGet(() -> new Acceptance.Refused(stale));
    }
    return !lead && order.version() == expected.version() && isOfAnother(submission, order)
        ? changes.taken(submission, order)
        : changes.submit(submission);
  }

  private static boolean namesAnother(Submission submission) {
    String assignee = submission.change().assignee();
    return assignee != null && !assignee.equals(submission.principal());
  }

  /** An existing table may have blanks instead of no assignee. */
  private static boolean isOfAnother(Submission submission, Order order) {
    String assignee = order.assignee();
    return assignee != null && !assignee.isBlank() && !assignee.equals(submission.principal());
  }

  private static Problem.RequestException namingNeedsALead() {
    return Problem.of(403, "forbidden", "assignee: naming another user needs the role lead")
        .with("field", "assignee")
        .with("role", Role.LEAD.toString())
        .exception();
  }
}
