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
 * Long polls: requests that wait for the end of a change, without a thread of their own. An
 * accepted change is never answered as a refusal: a request that cannot wait gets the current
 * state. All are answered on a few threads for this purpose only, so that a client blocks neither
 * the threads that complete changes nor the JDK's timer. Safe for use by many threads.
 */
final class LongPolls {

  private static final int MAX_WAITING = 10_000;
  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 10;

  private final StatusChanges changes;
  private final Map<Long, CompletableFuture<JournalEntry>> waiting = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong();
  private final Executor answers = threads();
  private volatile long failedAt = System.nanoTime();
  private volatile boolean ended;

  LongPolls(StatusChanges changes) {
    this.changes = changes;
  }

  /** Its queue has at most one task for each request that waits. */
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
   * Completes with the entry when the change has ended, or with its current state when the time is
   * over. Completes with the given entry if the database does not return that state, or if 10,000
   * requests wait already.
   */
  CompletableFuture<JournalEntry> forEnd(JournalEntry entry, int seconds) {
    if (ended || waiting.size() >= MAX_WAITING || entry.state().isTerminal()) {
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
   * Reads the entry again, unless a read has failed since the time was over. If the database does
   * not answer, only the first of many requests thus wait for it.
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

  /** Ends all waits at once, and those of later requests too. */
  void end() {
    ended = true;
    waiting.values().forEach(outcome -> outcome.cancel(false));
  }
}
