package dev.ordercache.statuschange;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.ChangeState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finishes changes that others have left: committed or rejected changes whose cache step or event
 * has been due for too long. A saga may compensate them before. Also deletes or archives changes
 * that ended long ago. Its reads may take long while the database cannot clean up its tables, so it
 * pauses ten times as long as they take, up to 5 s.
 */
final class Sweeper implements BackgroundLoop.Work {

  private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());
  private static final int BATCH = 200;
  private static final int OLD = 1_000;
  private static final long LONGEST_NANOS = Duration.ofSeconds(5).toNanos();
  private static final int PAUSES_PER_READ = 10;
  private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long TIDY_NANOS = Duration.ofMinutes(1).toNanos();

  private final StatusChangeWork work;
  private final CompletionSteps completion;
  private final Function<JournalEntry, Optional<JournalEntry>> recovery;
  private final WorkerSettings settings;
  private final ChangeCounters counters;
  private final FailureLog failures =
      new FailureLog(LOG, "Status changes that others have left are finished later");
  private final FailureLog tidyFailures =
      new FailureLog(LOG, "Status changes that ended long ago are kept for now");
  private long tidied = System.nanoTime() - TIDY_NANOS;
  private volatile Backlog backlog = Backlog.NONE;

  /**
   * @param recovery prepares an applied entry for completion; empty if that is to be retried
   */
  Sweeper(
      StatusChangeWork work,
      CompletionSteps completion,
      Function<JournalEntry, Optional<JournalEntry>> recovery,
      WorkerSettings settings,
      ChangeCounters counters) {
    this.work = work;
    this.completion = completion;
    this.recovery = recovery;
    this.settings = settings;
    this.counters = counters;
  }

  /** The unfinished changes after the last round. */
  Backlog backlog() {
    return backlog;
  }

  @Override
  public Duration round() {
    boolean more = tidy();
    long began = System.nanoTime();
    long reading = 0;
    try {
      List<JournalEntry> left = work.unfinished(settings.sweepAfter(), BATCH);
      reading = System.nanoTime() - began;
      List<JournalEntry> applied =
          left.stream().filter(entry -> entry.state() == ChangeState.APPLIED).toList();
      List<JournalEntry> recovered = recovered(applied); // needs no cache, which may be unavailable
      boolean all =
          complete(left.stream().filter(entry -> entry.state() != ChangeState.APPLIED).toList());
      all &= complete(recovered) && recovered.size() == applied.size();
      if (all) {
        failures.succeeded();
      }
      more |= all && left.size() == BATCH;
    } finally {
      began = System.nanoTime();
      backlog = work.backlog(StatusChanges.MAX_PENDING); // also while the cache is unavailable
      reading += System.nanoTime() - began;
    }
    return more ? Duration.ZERO : pause(reading);
  }

  private Duration pause(long reading) {
    long pause = Math.min(LONGEST_PAUSE_NANOS, PAUSES_PER_READ * reading);
    return Duration.ofNanos(Math.max(settings.sweepAfter().toNanos() / 2, pause));
  }

  /** The applied changes that are ready to be completed, as many as there is time for. */
  private List<JournalEntry> recovered(List<JournalEntry> applied) {
    long began = System.nanoTime();
    return applied.stream()
        .takeWhile(entry -> System.nanoTime() - began < LONGEST_NANOS)
        .map(recovery)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Completes entries, and returns whether that was possible for all. */
  private boolean complete(List<JournalEntry> ready) {
    try {
      completion.complete(ready);
      counters.swept.add(ready.size());
      return true;
    } catch (OrderCacheException | StatusChangeException e) {
      throw e; // an unavailable cache or database fails each of them
    } catch (RuntimeException e) {
      // one by one, so that an entry that cannot be completed does not block the others
      counters.sweeperFailures.increment();
      failures.failed(e);
      counters.swept.add(
          ready.stream().filter(entry -> completion.tryComplete(List.of(entry))).count());
      return false;
    }
  }

  private boolean tidy() {
    if (System.nanoTime() - tidied < TIDY_NANOS) {
      return false;
    }
    boolean more = false;
    try {
      more = work.tidy(settings.retention(), OLD) == OLD;
      tidyFailures.succeeded();
    } catch (RuntimeException e) {
      counters.sweeperFailures.increment();
      tidyFailures.failed(e); // and unfinished changes are finished nevertheless
    }
    if (!more) {
      tidied = System.nanoTime();
    }
    return more;
  }

  @Override
  public Duration failed(Throwable failure) {
    counters.sweeperFailures.increment();
    failures.failed(failure);
    return Duration.ofSeconds(1);
  }

  @Override
  public void end() {}
}
