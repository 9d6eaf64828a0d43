package dev.ordercache.background;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs rounds of work on its own daemon thread until it is closed: the first at once, each later
 * one after the pause that the previous round returned, or earlier if the loop is {@link #wake
 * woken}. If a round throws, even an {@link Error}, the loop continues; only closing the loop or
 * interrupting its thread ends it. Safe for use by many threads; only the loop's thread calls the
 * work.
 */
public final class BackgroundLoop implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(BackgroundLoop.class.getName());
  private static final Duration WITHOUT_ADVICE = Duration.ofSeconds(1);

  private final Duration timeout;
  private final Work work;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final BlockingQueue<Boolean> wakeUps = new ArrayBlockingQueue<>(1);

  /** The work of a loop. The loop's thread calls all methods. */
  public interface Work {

    /**
     * Does one round.
     *
     * @return how long to pause after it; zero or less means no pause
     * @throws InterruptedException if the thread is interrupted, which ends the loop
     */
    Duration round() throws InterruptedException;

    /**
     * Called when a round has thrown. Count the failure first: after an {@link Error} the rest of
     * this method may fail too, for example for lack of memory. If this method throws, the loop
     * pauses for 1 second.
     *
     * @return how long to pause before the next round, for example longer after each consecutive
     *     failure; a wake-up does not shorten this pause
     */
    Duration failed(Throwable failure);

    /** Releases, after the last round, the resources that the rounds have kept. */
    void end();
  }

  /**
   * Creates a loop; {@link #start} starts it.
   *
   * @param thread the name of the thread
   * @param timeout how long {@link #close} may wait; zero or less means that it does not wait
   */
  public BackgroundLoop(String thread, Duration timeout, Work work) {
    this.timeout = timeout;
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
   * Ends the current pause, or skips the next one if a round is under way, so that a round begins
   * after this call. One round may serve many calls.
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

  /** Unlike {@link Duration#toNanos}, limits very long durations instead of failing. */
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  /**
   * Lets the round under way and {@link Work#end} finish, and waits for them until the timeout has
   * passed or the caller is interrupted. May be repeated.
   */
  @Override
  public void close() {
    closeAll(List.of(this));
  }

  /** Closes several loops at the same time: waits no longer than the longest of their timeouts. */
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
      TimeUnit.NANOSECONDS.timedJoin(thread, nanos(timeout) - (System.nanoTime() - began));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
