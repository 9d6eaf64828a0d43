package dev.ordercache.statuschange;

import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record of an accepted status change.
 *
 * @param id its id; of two changes of one order, the one accepted later has the higher id
 * @param submission the accepted submission
 * @param state its present state
 * @param attempts how often applying it has failed
 * @param effect its effect on the order, or null if none
 * @param refusal why it was rejected, or null if it was not
 * @param acceptedAt when it was accepted, by the database's clock
 * @param endedAt when it was applied or compensated, or ended without either, by the same clock;
 *     null while it is pending
 */
public record JournalEntry(
    long id,
    Submission submission,
    ChangeState state,
    int attempts,
    @Nullable Effect effect,
    @Nullable Refusal refusal,
    Instant acceptedAt,
    @Nullable Instant endedAt) {

  /**
   * The effect of a change on its order.
   *
   * @param before the status before, for undo and compensation
   * @param assigneeBefore the assignee before, or null
   * @param after the status that it set, or that a compensation restored
   * @param version the order's version after it
   * @param transaction the database's identifier of the transaction
   */
  public record Effect(
      OrderStatus before,
      @Nullable String assigneeBefore,
      OrderStatus after,
      long version,
      String transaction) {}

  /** The change to invalidate, or null if it had no effect on the order. */
  public @Nullable OrderChange change() {
    return effect == null
        ? null
        : new OrderChange(
            submission.order(),
            effect.version(),
            effect.before(),
            effect.after(),
            effect.transaction());
  }

  /** This entry when cache step and event are done. */
  JournalEntry finished() {
    return state != ChangeState.APPLIED
        ? this
        : new JournalEntry(
            id, submission, ChangeState.DONE, attempts, effect, refusal, acceptedAt, endedAt);
  }

  /** The event that is published for this entry. */
  Event.StatusChanged event() {
    return new Event.StatusChanged(
        id,
        submission.principal(),
        submission.order(),
        finished().state(),
        effect == null ? null : effect.version());
  }
}
