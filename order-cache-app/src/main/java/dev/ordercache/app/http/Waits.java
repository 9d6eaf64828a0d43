package dev.ordercache.app.http;

import dev.ordercache.OverloadException;
import dev.ordercache.statuschange.JournalEntry;
import dev.ordercache.statuschange.StatusChangeException;
import dev.ordercache.statuschange.StatusChanges;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Requests that wait for the end of a change, without a thread of their own. A change that was
 * accepted is never answered as if it were not: whoever cannot wait is told how far it is. All are
 * answered on a few threads that nobody else needs, for neither those that complete changes nor the
 * JDK's timer may be kept by a client. Safe for use by many threads.
 */
final class Waits {

  private static final int MOST = 10_000;
  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 10;

  private final StatusChanges changes;
  private final Map<Long, CompletableFuture<JournalEntry>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();
  private final Executor answers = threads();
  private volatile long failedAt = System.nanoTime();
  private volatile boolean ended;

  Waits(StatusChanges changes) {
    this.changes = changes;
  }

  /** Its queue is as long as there are requests that wait. */
  private static Executor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "order-cache-answers");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /**
   * The entry when the change has ended, or as it is when the time is over; if the database does
   * not tell that then, or 10,000 requests wait already, as it was.
   */
  CompletableFuture<JournalEntry> forEnd(JournalEntry entry, int seconds) {
    if (ended || waiting.size() >= MOST || entry.state().isFinal()) {
      return CompletableFuture.completedFuture(entry);
    }
    CompletableFuture<JournalEntry> outcome;
    try {
      outcome = changes.outcome(entry);
    } catch (OverloadException e) {
      return CompletableFuture.completedFuture(entry);
    }
    long over = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long ticket = tickets.incrementAndGet();
    waiting.put(ticket, outcome);
    CompletableFuture<JournalEntry> answer =
        outcome
            .orTimeout(seconds, TimeUnit.SECONDS)
            .handleAsync(
                (found, failure) -> {
                  waiting.remove(ticket);
                  if (found != null) {
                    return found;
                  }
                  return failure instanceof TimeoutException ? now(entry, over) : entry;
                },
                answers);
    if (ended) {
      outcome.cancel(false);
    }
    return answer;
  }

  /**
   * Reads again, unless that has failed since the time was over: of many who wait for a database
   * that does not answer, only the first have to wait for it.
   */
  private JournalEntry now(JournalEntry entry, long over) {
    if (failedAt - over > 0) {
      return entry;
    }
    try {
      return changes.find(entry.id()).orElse(entry);
    } catch (StatusChangeException e) {
      failedAt = System.nanoTime();
      return entry;
    }
  }

  /** Lets all go on at once, also those who come from now on. */
  void end() {
    ended = true;
    waiting.values().forEach(outcome -> outcome.cancel(false));
  }
}
