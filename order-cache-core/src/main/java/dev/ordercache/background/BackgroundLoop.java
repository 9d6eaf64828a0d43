package dev.ordercache.background;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does rounds of work on a daemon thread of its own until it is closed: the first at once, the next
 * after a pause of the length that the round asked for, or sooner if the loop is {@link #wake
 * woken}. Whatever a round throws, be it an {@link Error}, the loop goes on; only an interrupt of
 * its thread ends it, as closing does. Safe for use by many threads, while the work is used by the
 * loop's thread only.
 */
public final class BackgroundLoop implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackgroundLoop.class.getName());
  private static final Duration WITHOUT_ADVICE = Duration.ofSeconds(1);

  private final Duration patience;
  private final Work work;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);

  /** What a loop does. All is called by the loop's thread. */
  public interface Work {

    /**
     * Does one round.
     *
     * @return how long to pause after it; if zero or less, not at all
     * @throws InterruptedException if the thread is interrupted, which ends the loop
     */
    Duration round() throws InterruptedException;

    /**
     * Hears what a round has thrown, and is to count it first: after an {@link Error} the rest may
     * fail too, for lack of memory say. If it does, the loop pauses for 1 second.
     *
     * @return how long to pause before the next round, for example longer after each failure in a
     *     row; no wake-up shortens this
     */
    Duration failed(Throwable failure);

    /** Gives back, after the last round, what the rounds have kept. */
    void end();
  }

  /**
   * A loop that does nothing yet: see {@link #start}.
   *
   * @param thread the name of the thread
   * @param patience how long {@link #close} may wait; if zero or less, not at all
   */
  public BackgroundLoop(String thread, Duration patience, Work work) {
    this.patience = patience;
    this.work = work;
    this.thread = new Thread(this::run, thread);
    this.thread.setDaemon(true);
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    thread.start();
  }

  /**
   * Ends the pause after a round, or leaves out the next one if none is under way, so that a round
   * begins after this call. Many calls may have one round in common.
   */
  public void wake() {
    boolean unused = wakeUps.offer(true);
  }

  /** Whether the loop was closed, so that a long round should end. */
  public boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    try {
      while (!isClosed()) {
        roundAndPause();
      }
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.DEBUG, "Interrupted, which ends it: {0}", thread.getName());
    } finally {
      closed.countDown();
      work.end();
    }
  }

  private void roundAndPause() throws InterruptedException {
    Duration pause;
    try {
      pause = work.round();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      boolean unused = closed.await(nanos(pauseAfter(e)), TimeUnit.NANOSECONDS);
      return;
    }
    Boolean unused = wakeUps.poll(nanos(pause), TimeUnit.NANOSECONDS);
  }

  private Duration pauseAfter(Throwable failure) {
    try {
      return work.failed(failure);
    } catch (RuntimeException | Error e) {
      return WITHOUT_ADVICE;
    }
  }

  /** Unlike {@link Duration#toNanos} with an end for pauses that have none. */
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /**
   * Lets the round under way and the work end, and waits for that as long as its patience lasts, or
   * until the caller is interrupted. May be repeated.
   */
  @Override
  public void close() {
    closeAll(List.of(this));
  }

  /** Closes several at the same time: waits no longer than the most patient of them alone would. */
  public static void closeAll(List<BackgroundLoop> loops) {
    loops.forEach(BackgroundLoop::end);
    long began = System.nanoTime();
    loops.forEach(loop -> loop.awaitEnd(began));
  }

  private void end() {
    closed.countDown();
    wake();
  }

  private void awaitEnd(long began) {
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, nanos(patience) - (System.nanoTime() - began));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
