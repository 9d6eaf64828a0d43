package dev.ordercache.statuschange;

import dev.ordercache.OrderStatus;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.ChangeState;
import dev.ordercache.event.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is written about an accepted status change.
 *
 * @param id names it; of two changes of one order, the one accepted later has the higher id
 * @param submission what was asked for
 * @param state where it has got
 * @param attempts how often applying it has failed
 * @param effect what it did to the order, or null if nothing
 * @param refusal why it was rejected, or null if it was not
 * @param acceptedAt when it was accepted, by the database's clock
 * @param endedAt when it was applied, compensated, or ended without that, by the same clock; null
 *     while it is pending
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
   * What a change did to its order.
   *
   * @param before the status before, for undo and compensation
   * @param assigneeBefore who had the order before, or null
   * @param after the status that it gave the order, or that a compensation gave back
   * @param version the order's version that it made
   * @param transaction the database's name for the transaction
   */
  public record Effect(
      OrderStatus before,
      @Nullable String assigneeBefore,
      OrderStatus after,
      long version,
      String transaction) {}

  /** What has to be invalidated, or null if it changed nothing. */
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

  /** What those who watch are told. */
  Event.StatusChanged event() {
    return new Event.StatusChanged(
        id,
        submission.principal(),
        submission.order(),
        finished().state(),
        effect == null ? null : effect.version());
  }
}
