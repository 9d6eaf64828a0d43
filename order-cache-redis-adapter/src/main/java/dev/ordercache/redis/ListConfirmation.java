package dev.ordercache.redis;

import dev.ordercache.Generation;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What Redis last said of a list's generation, by the monotonic clock. What was requested last
 * counts, in whatever order the replies arrive; a deletion counts as requested when the instance is
 * notified of it, because a reply to an earlier request may be older than the deletion. Safe for
 * use by many threads; nothing is locked.
 */
final class ListConfirmation {

  /** Without a generation, nothing is confirmed. */
  private record Latest(long requestedAt, @Nullable Generation generation, long guardedUntil) {

    /** Of two at the same time, the one that confirms nothing is the later one. */
    boolean isLaterThan(Latest other) {
      long lead = requestedAt - other.requestedAt;
      return lead > 0 || (lead == 0 && generation == null);
    }
  }

  private final LongSupplier clock;
  private final AtomicReference<Latest> latest;

  /** Nothing is confirmed yet. */
  ListConfirmation(LongSupplier clock) {
    this.clock = clock;
    latest = new AtomicReference<>(none());
  }

  /**
   * Whether this generation is the current one, as far as the instance may rely on it.
   *
   * @param life how long after its request a reply counts, in nanoseconds
   * @param now the monotonic clock
   */
  boolean confirms(Generation generation, long life, long now) {
    Latest present = present();
    return generation.equals(present.generation())
        && now - present.requestedAt() < life
        && present.guardedUntil() - now > 0;
  }

  /**
   * Records a reply of Redis, unless a later request was answered already.
   *
   * @param requestedAt the monotonic clock before the request
   * @param generation the list's, or null if it has none
   * @param guarded how long the guard keeps the reader's bound, counted from the request
   */
  void confirm(long requestedAt, @Nullable Generation generation, Duration guarded) {
    record(new Latest(requestedAt, generation, requestedAt + guarded.toNanos()));
  }

  /** Called when the list was deleted. */
  void drop() {
    record(none());
  }

  private void record(Latest next) {
    Latest present;
    do {
      present = present();
    } while (next.isLaterThan(present) && !latest.compareAndSet(present, next));
  }

  private Latest present() {
    return Objects.requireNonNull(latest.get());
  }

  private Latest none() {
    long now = clock.getAsLong();
    return new Latest(now, null, now);
  }
}
