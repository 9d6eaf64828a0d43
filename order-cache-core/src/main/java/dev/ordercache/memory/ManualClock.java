package dev.ordercache.memory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** A clock that moves only when {@link #advance} is called. Safe for use by many threads. */
public final class ManualClock implements InstantSource, LongSupplier {

  private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  /** Advances the clock by this duration. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Milliseconds since 1970-01-01T00:00:00Z. */
  @Override
  public long getAsLong() {
    return millis();
  }
}
