package dev.ordercache.statuschange;

import dev.ordercache.background.BackgroundLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The threads that apply and finish changes. Safe for use by many threads. */
final class WorkerPool implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final List<BackgroundLoop> workers;
  private final BackgroundLoop sweeping;
  private final Sweeper sweeper;
  private final IdlePolls polls;
  private final AtomicInteger turn = new AtomicInteger();

  WorkerPool(
      StatusChanges.Parts parts,
      CompletionSteps completion,
      WorkerSettings settings,
      ChangeCounters counters,
      @Nullable Recovery recovery) {
    // with a grace period each worker polls on its own, so that due changes are found sooner
    Duration interval = settings.grace().isZero() ? settings.idle() : Duration.ZERO;
    this.polls = new IdlePolls(interval, System::nanoTime);
    this.workers =
        IntStream.rangeClosed(1, settings.workers())
            .mapToObj(
                number ->
                    new BackgroundLoop(
                        "order-cache-worker-" + number,
                        TIMEOUT,
                        new Worker(parts.work(), completion, settings, polls, counters)))
            .toList();
    Function<JournalEntry, Optional<JournalEntry>> prepare =
        recovery == Recovery.COMPENSATE
            ? new Compensation(parts.completion(), counters, settings.sweepAfter())::of
            : Optional::of;
    this.sweeper = new Sweeper(parts.work(), completion, prepare, settings, counters);
    this.sweeping = new BackgroundLoop("order-cache-sweeper", TIMEOUT, sweeper);
  }

  void start() {
    workers.forEach(BackgroundLoop::start);
    sweeping.start();
  }

  /** Lets one of the workers poll at once, each in its turn. */
  void wake() {
    polls.requestPoll();
    workers.get(Math.floorMod(turn.getAndIncrement(), workers.size())).wake();
  }

  /** The unfinished changes as of the sweeper's last query. */
  Backlog backlog() {
    return sweeper.backlog();
  }

  @Override
  public void close() {
    List<BackgroundLoop> all = new ArrayList<>(workers);
    all.add(sweeping);
    BackgroundLoop.closeAll(all);
  }
}
