package dev.ordercache.app.users;

import com.github.benmanes.caffeine.cache.Cache;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts failed logins, and logs their number by source: at most one line for each source a minute,
 * the first at once, and at most ten lines at a time and one for all other sources, however many
 * sources an attack has. No line contains a name or password that was sent. Safe for use by many
 * threads.
 */
public final class FailedLogins {

  private static final System.Logger LOG = System.getLogger(FailedLogins.class.getName());
  private static final long INTERVAL = Duration.ofMinutes(1).toNanos();
  private static final Duration MEMORY = Duration.ofMinutes(10);
  private static final int MAX_LINES = 10;

  private final LongSupplier nanoTime;
  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);
  private final Cache<String, Tally> tallies;

  /** Why a login failed. */
  public enum Reason {

    /** The user does not exist, or the password is wrong; which of the two is not disclosed. */
    CREDENTIALS,

    /** The credentials were malformed. */
    MALFORMED,

    /** Too many have failed before, so this one was not tried. */
    THROTTLED
  }

  /** With a monotonic clock in nanoseconds. */
  FailedLogins(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.tallies = LoginThrottle.bounded(nanoTime).expireAfterAccess(MEMORY).build();
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  /** The failures of one source that are not logged yet. */
  private static final class Tally {

    private long count;
    private boolean logged;
    private long loggedAt;

    synchronized void add() {
      count++;
    }

    synchronized long due(long now) {
      return logged && now - loggedAt < INTERVAL ? 0 : count;
    }

    synchronized long take(long now) {
      long taken = count;
      count = 0;
      logged = true;
      loggedAt = now;
      return taken;
    }
  }

  /** Counts a failed login. */
  void count(Reason reason, String source) {
    adder(reason).increment();
    tallies.get(source, unused -> new Tally()).add();
  }

  /** How many there were since the start. */
  public long count(Reason reason) {
    return adder(reason).sum();
  }

  private LongAdder adder(Reason reason) {
    LongAdder adder = counts.get(reason);
    if (adder == null) {
      throw new IllegalStateException("not counted: " + reason);
    }
    return adder;
  }

  /** Logs what is due. */
  synchronized void log() {
    long now = nanoTime.getAsLong();
    List<Map.Entry<String, Tally>> due =
        tallies.asMap().entrySet().stream()
            .filter(entry -> entry.getValue().due(now) > 0)
            .sorted(Comparator.comparing(entry -> -entry.getValue().due(now)))
            .toList();
    due.stream()
        .limit(MAX_LINES)
        .forEach(
            entry ->
                LOG.log(
                    System.Logger.Level.WARNING,
                    "Failed logins from {0}: {1}",
                    entry.getKey(),
                    entry.getValue().take(now)));
    long others = due.stream().skip(MAX_LINES).mapToLong(entry -> entry.getValue().take(now)).sum();
    if (others > 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Failed logins from {0} other sources: {1}",
          due.size() - MAX_LINES,
          others);
    }
  }
}
