package dev.ordercache.consistency;

import dev.ordercache.consistency.ConsistencyReport.Finding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest findings, and how many there were. Safe for use by many threads. */
final class Findings {

  private static final System.Logger LOG = System.getLogger(ConsistencyChecker.class.getName());
  private static final int KEPT = 20;
  private static final long LOG_INTERVAL = Duration.ofSeconds(10).toNanos();

  private final Deque<Finding> newest = new ArrayDeque<>();
  private long count;
  private long oldestAgeMillis;
  private long lastLogged = System.nanoTime() - LOG_INTERVAL;

  /** Also logs it, at most one in 10 seconds; the metrics count them. */
  synchronized void add(Finding finding) {
    count++;
    oldestAgeMillis = Math.max(oldestAgeMillis, finding.ageMillis());
    newest.addLast(finding);
    if (newest.size() > KEPT) {
      newest.removeFirst();
    }
    long now = System.nanoTime();
    if (now - lastLogged >= LOG_INTERVAL) {
      lastLogged = now;
      LOG.log(
          System.Logger.Level.WARNING,
          "The cache returned a value that was out of date for longer than the staleness bound:"
              + " {0}",
          finding);
    }
  }

  synchronized long count() {
    return count;
  }

  synchronized long oldestAgeMillis() {
    return oldestAgeMillis;
  }

  synchronized List<Finding> newest() {
    return List.copyOf(newest);
  }
}
