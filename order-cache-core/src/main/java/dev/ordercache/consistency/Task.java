package dev.ordercache.consistency;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** A task that is executed at its time, not earlier. */
sealed interface Task extends Delayed permits Check, Suspect {

  /** Its time, by {@link System#nanoTime}. */
  long due();

  @Override
  default long getDelay(TimeUnit unit) {
    return unit.convert(due() - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  default int compareTo(Delayed other) {
    return Long.signum(due() - ((Task) other).due());
  }
}
