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
 * seen it. What the order is now is compared, and whatever it is then, the change is made only if
 * the order still has that version. A key that was used before names the change of then, whoever
 * has the order now.
 *
 * @param database has the orders as they are now
 */
record SubmissionGuard(OrderQuery database, StatusChanges changes) {

  /**
   * Submits a change, unless it can only be refused.
   *
   * @param lead whether the submitter may change what others have, and name others
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

  /** A table that was there before may have blanks for nobody. */
  private static boolean isOfAnother(Submission submission, Order order) {
    String assignee = order.assignee();
    return assignee != null && !assignee.isBlank() && !assignee.equals(submission.principal());
  }

  private static Problem.RequestException namingNeedsALead() {
    return Problem.of(403, "forbidden", "assignee: naming somebody else needs the role lead")
        .with("field", "assignee")
        .with("role", Role.LEAD.toString())
        .exception();
  }
}
