package dev.ordercache.jdbc;

import dev.ordercache.OrderStatus;
import dev.ordercache.Workflow;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.Refusal;
import dev.ordercache.statuschange.StatusChange;
import dev.ordercache.statuschange.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Records submissions, or returns why they are refused. Safe for use by many threads. */
final class Intake {

  private final String accept;
  private final String findByKey = Sql.read("find-by-key");
  private final String refuse;
  private final Workflow workflow;
  private final String idle;

  Intake(CachePlan plan, JdbcSettings database) {
    this.accept = Sql.read("accept-change", plan.table());
    this.refuse = Sql.read("refuse-change", plan.table());
    this.workflow = plan.workflow();
    this.idle = MessageGroups.longestIdle(database);
  }

  /** Called in a transaction, which holds the group of the order until it ends. */
  Acceptance accept(Handle handle, Submission submission, Duration grace) {
    Optional<JournalEntry> entered = enter(handle, submission, grace);
    if (entered.isPresent()) {
      return new Acceptance.Accepted(entered.get(), false);
    }
    Optional<JournalEntry> earlier = earlier(handle, submission);
    if (earlier.isEmpty()) {
      return new Acceptance.Refused(refusal(handle, submission));
    }
    DurableTransactions.confirm(handle, List.of(earlier.get().id()));
    return earlier.get().submission().equals(submission)
        ? new Acceptance.Accepted(earlier.get(), true)
        : new Acceptance.KeyReused(earlier.get().id());
  }

  private Optional<JournalEntry> enter(Handle handle, Submission submission, Duration grace) {
    StatusChange change = submission.change();
    return handle
        .createQuery(accept)
        .bind("grace", grace.toMillis())
        .bind("order", change.order().value())
        .bind("expected", change.expectedVersion())
        .bind("to", change.to().name())
        .bind("sources", StatusArgument.of(sources(submission)))
        .bind("assignee", change.assignee())
        .bind("principal", submission.principal())
        .bind("key", submission.idempotencyKey())
        .bind("undoes", submission.undoes())
        .bind("idle", idle)
        .map((row, context) -> ChangeRows.entry(row))
        .findOne();
  }

  private Set<OrderStatus> sources(Submission submission) {
    OrderStatus to = submission.change().to();
    return submission.undoes() == null ? workflow.sources(to) : workflow.undoSources(to);
  }

  private Optional<JournalEntry> earlier(Handle handle, Submission submission) {
    return handle
        .createQuery(findByKey)
        .bind("principal", submission.principal())
        .bind("key", submission.idempotencyKey())
        .map((row, context) -> ChangeRows.entry(row))
        .findOne();
  }

  private Refusal refusal(Handle handle, Submission submission) {
    StatusChange change = submission.change();
    String assignee = change.assignee();
    return handle
        .createQuery(refuse)
        .bind("order", change.order().value())
        .bind("expected", change.expectedVersion())
        .bind("to", change.to().name())
        .bind("takes", submission.undoes() == null && workflow.takes(change.to()))
        .bind("taker", assignee == null ? submission.principal() : assignee)
        .map((row, context) -> Objects.requireNonNull(ChangeRows.refusal(row)))
        .findOne()
        .orElseGet(Refusal.UnknownOrder::new);
  }
}
