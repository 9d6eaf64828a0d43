package dev.ordercache.redis;

import dev.ordercache.Generation;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@link ListConfirmation} with a step left out. */
final class BrokenListConfirmation {

  /** The step that is left out. */
  enum Fault {
    /** A reply is accepted whenever it was requested. */
    ACCEPTS_EVERY_REPLY,
    /** A deletion does not record its time. */
    DOES_NOT_RECORD_THE_DELETION,
    /** A reply is compared with the latest and recorded in two steps. */
    RECORDS_IN_TWO_STEPS
  }

  private record Latest(long requestedAt, @Nullable Generation generation) {}

  private final LongSupplier clock;
  private final Fault fault;
  private final AtomicReference<Latest> latest;

  BrokenListConfirmation(LongSupplier clock, Fault fault) {
    this.clock = clock;
    this.fault = fault;
    latest = new AtomicReference<>(new Latest(clock.getAsLong(), null));
  }

  boolean confirms(Generation generation) {
    return generation.equals(latest().generation());
  }

  void confirm(long requestedAt, Generation generation) {
    record(new Latest(requestedAt, generation));
  }

  void drop() {
    long now = clock.getAsLong();
    record(
        new Latest(
            fault == Fault.DOES_NOT_RECORD_THE_DELETION ? latest().requestedAt() : now, null));
  }

  private Latest latest() {
    return Objects.requireNonNull(latest.get());
  }

  private void record(Latest next) {
    if (fault == Fault.RECORDS_IN_TWO_STEPS) {
      if (isLater(next, latest())) {
        latest.set(next);
      }
      return;
    }
    Latest present;
    do {
      present = latest();
    } while (isLater(next, present) && !latest.compareAndSet(present, next));
  }

  private boolean isLater(Latest next, Latest present) {
    long lead = next.requestedAt() - present.requestedAt();
    return fault == Fault.ACCEPTS_EVERY_REPLY
        || lead > 0
        || (lead == 0 && next.generation() == null);
  }
}
