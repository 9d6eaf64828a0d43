package dev.ordercache.statuschange;

import dev.ordercache.Order;
import dev.ordercache.OrderStatus;
import dev.ordercache.OverloadException;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.statuschange.Acceptance.Accepted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes statuses durably: once {@link #submit} has stored a change, the change reaches a terminal
 * state, once, and the cache is correct, whatever happens to the caller's thread, its connection or
 * its process. Queued changes are applied by workers in the order in which they were accepted;
 * those of a saga are applied in the call. Safe for use by many threads.
 */
public final class StatusChanges implements AutoCloseable {

  static final int MAX_PENDING = 100_000;

  /** A version that no order has or will have. */
  private static final long NEVER = -1;

  private final Parts parts;
  private final WorkerSettings settings;
  private final @Nullable SagaCall saga;
  private final ChangeCounters counters = new ChangeCounters();
  private final Outcomes outcomes;
  private final CompletionSteps completion;
  private final WorkerPool workers;

  /**
   * The parts that status changes need.
   *
   * @param inbox for requests
   * @param work of the same database, preferably through connections that requests do not use
   * @param completion the same; requests use it for the steps after their commit
   * @param events invalidates after each commit, and publishes the event
   * @param plan the relay's own, because the relay skips entries of changes that are marked as done
   */
  public record Parts(
      StatusChangeInbox inbox,
      StatusChangeWork work,
      StatusChangeCompletion completion,
      EventPublisher events,
      CachePlan plan) {}

  /** Queued changes; nothing is applied before {@link #start}. */
  public StatusChanges(Parts parts, WorkerSettings settings) {
    this(parts, settings, null);
  }

  /**
   * The same if there is no recovery; otherwise changes are applied in the call, as sagas that
   * recover in that way, and those that others have queued are applied and finished as well.
   */
  public StatusChanges(Parts parts, WorkerSettings settings, @Nullable Recovery recovery) {
    this.parts = parts;
    this.settings = settings;
    this.outcomes = new Outcomes(parts.inbox());
    this.completion = new CompletionSteps(parts, outcomes, counters);
    this.saga = recovery == null ? null : new SagaCall(parts, recovery, completion);
    this.workers = new WorkerPool(parts, completion, settings, counters, recovery);
  }

  /** Starts the threads that apply and finish changes. */
  public void start() {
    outcomes.start();
    workers.start();
  }

  /**
   * Stores a change; with a saga, applies it too. If the caller fails or is interrupted after the
   * commit, that has no effect on the change: the workers or the sweeper finish it.
   *
   * @throws OverloadException if 100,000 changes are pending, also for a key that was used before:
   *     try again later; a {@link QuotaException} if 10,000 of the principal are. Both as of a
   *     query in the last seconds
   * @throws StatusChangeException if the database cannot be reached or does not answer in time; the
   *     change may still have been accepted: submit it again with the same key
   */
  public Acceptance submit(Submission submission) {
    if (workers.backlog().greedy().contains(submission.principal())) {
      throw new QuotaException("too many status changes of yours are pending");
    }
    if (workers.backlog().pending() >= MAX_PENDING) {
      throw new OverloadException("too many status changes are pending");
    }
    Acceptance acceptance =
        saga == null ? parts.inbox().accept(submission, settings.grace()) : saga.submit(submission);
    counters.count(acceptance);
    if (acceptance instanceof Accepted accepted
        && accepted.entry().state() == ChangeState.PENDING) {
      workers.wake();
    }
    return acceptance;
  }

  /**
   * The answer of {@link #submit} if the principal has used the key before; otherwise empty.
   * Nothing is stored.
   *
   * @throws StatusChangeException if the database cannot be reached or does not answer in time
   */
  public Optional<Acceptance> known(Submission submission) {
    return known(submission, question(submission, submission.change().to()));
  }

  /**
   * The answer of {@link #submit} if the principal has used the key before; otherwise the refusal
   * that another principal has taken the order. Nothing is stored.
   *
   * @param order the present order, with its assignee
   * @throws StatusChangeException if the database cannot be reached or does not answer in time
   */
  public Acceptance taken(Submission submission, Order order) {
    Acceptance answer = question(submission, order.status());
    if (answer instanceof Acceptance.Refused refused
        && refused.refusal() instanceof Refusal.Taken) {
      return answer;
    }
    Refusal.Taken taken =
        new Refusal.Taken(Objects.requireNonNull(order.assignee()), order.updatedAt());
    return known(submission, answer).orElseGet(() -> new Acceptance.Refused(taken));
  }

  /** The inbox's answer to a request for a version that no order has, under the same key. */
  private Acceptance question(Submission submission, OrderStatus to) {
    StatusChange never = new StatusChange(submission.order(), NEVER, to, null);
    Submission question =
        new Submission(
            never, submission.principal(), submission.idempotencyKey(), submission.undoes());
    return parts.inbox().accept(question, settings.grace());
  }

  private Optional<Acceptance> known(Submission submission, Acceptance answer) {
    return answer instanceof Acceptance.KeyReused reused
        ? find(reused.change()).map(entry -> repeated(entry, submission))
        : Optional.empty();
  }

  private static Acceptance repeated(JournalEntry entry, Submission submission) {
    return entry.submission().equals(submission)
        ? new Accepted(entry, true)
        : new Acceptance.KeyReused(entry.id());
  }

  /** Whether {@link #submit} applies a change itself, because there is a saga. */
  public boolean appliesInCall() {
    return saga != null;
  }

  /**
   * The record of a change, if there is such a change.
   *
   * @throws StatusChangeException if the database cannot be reached or does not answer in time
   */
  public Optional<JournalEntry> find(long change) {
    return parts.inbox().findAll(Set.of(change)).stream().findFirst();
  }

  /**
   * The outcome of a change. The future completes when the change is in a terminal state.
   * Cancelling the future does not cancel the change; closing this cancels the future. A dependent
   * stage without an executor runs in a thread that completes changes, and must not block it.
   *
   * @throws OverloadException if 10,000 outcomes are awaited already
   */
  public CompletableFuture<JournalEntry> outcome(JournalEntry entry) {
    return outcomes.of(entry);
  }

  /**
   * Adds a listener that is called, once, for every change that this process completes, in a thread
   * that completes changes and must not be blocked. Each change is completed by one process. If
   * that process dies then, or the database's confirmation does not reach it, no listener is
   * called, but the event is published.
   */
  public void listen(Consumer<JournalEntry> listener) {
    outcomes.listen(listener);
  }

  /**
   * Cancels a change that is still pending.
   *
   * @return whether it was
   * @throws StatusChangeException if the database cannot be reached or does not answer in time; it
   *     may still have been cancelled: see {@link #find}
   */
  public boolean cancel(long change) {
    boolean cancelled = parts.inbox().cancel(change);
    if (cancelled) {
      publishCancelled(change);
    }
    return cancelled;
  }

  /** The change is cancelled even if this fails: the sweeper then publishes it. */
  private void publishCancelled(long change) {
    try {
      find(change).ifPresent(entry -> completion.tryComplete(List.of(entry)));
    } catch (StatusChangeException e) {
      counters.completionFailures.increment();
    }
  }

  /**
   * Submits the change that undoes another: from its before-image, and only if the order was not
   * changed since. A change that may still be compensated cannot be undone before it is done.
   *
   * @param done the change to undo
   * @param principal the requester
   * @param idempotencyKey identifies this request
   * @return as {@link #submit} does
   * @throws OverloadException as {@link #submit} does
   * @throws StatusChangeException as {@link #submit} does
   */
  public Acceptance undo(JournalEntry done, String principal, String idempotencyKey) {
    JournalEntry.Effect effect = done.effect();
    boolean compensates = saga != null && saga.compensates();
    boolean stays =
        done.state() == ChangeState.DONE || (done.state() == ChangeState.APPLIED && !compensates);
    if (effect == null || !stays) {
      return new Acceptance.Refused(new Refusal.NothingToUndo(done.state()));
    }
    if (!StatusChange.mayName(effect.assigneeBefore())) {
      return new Acceptance.Refused(new Refusal.NotRestorable());
    }
    StatusChange back =
        new StatusChange(
            done.submission().order(), effect.version(), effect.before(), effect.assigneeBefore());
    return submit(new Submission(back, principal, idempotencyKey, done.id()));
  }

  /** The counters until now. */
  public StatusChangesStatistics statistics() {
    return counters.statistics(workers.backlog(), outcomes.size());
  }

  /** Lets the rounds under way finish, and waits for them at most 20 seconds. */
  @Override
  public void close() {
    workers.close();
    outcomes.close();
  }
}
