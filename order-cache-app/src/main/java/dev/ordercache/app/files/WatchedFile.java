package dev.ordercache.app.files;

import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file whose content may be replaced while the process runs. A thread of its own reads the file
 * every second and compares the content: file times are not reliable, because Kubernetes replaces
 * symbolic links. New content is passed on when two reads 200 ms apart have returned the same, so
 * that a file is not used while it is being written. If the file cannot be read or its content is
 * refused, the old content stays in use. The failure is logged once, and the file is read again
 * every second. Safe for use by many threads.
 */
public final class WatchedFile implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(WatchedFile.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration CONFIRMATION = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Source source;
  private final Consumer<byte[]> consumer;
  private final FailureLog failures;
  private final BackgroundLoop loop;
  private byte[] current;
  private byte @Nullable [] coming;
  private volatile boolean failing;

  /** Reads the file. Every exception counts as a failure, with its message as the reason. */
  @FunctionalInterface
  public interface Source {
    byte[] read() throws IOException;
  }

  /**
   * Reads nothing before {@link #start}.
   *
   * @param name of the thread and of the file in the log
   * @param current the content that is used now
   * @param consumer receives new content, which it must not change; refuses it with an exception
   *     that says why
   */
  public WatchedFile(String name, Source source, byte[] current, Consumer<byte[]> consumer) {
    this.source = source;
    this.current = current;
    this.consumer = consumer;
    this.failures = new FailureLog(LOG, "The " + name + " cannot be read again, nothing changes");
    this.loop = new BackgroundLoop("order-cache-" + name.replace(' ', '-'), TIMEOUT, new Looks());
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  /** Whether the last read of the file failed, so that the content in use may be older. */
  public boolean failing() {
    return failing;
  }

  /** Reads the file once, and returns the delay until the next read. */
  Duration look() throws IOException {
    byte[] found = source.read();
    if (!Arrays.equals(found, current)) {
      if (!Arrays.equals(found, coming)) {
        coming = found;
        return CONFIRMATION;
      }
      consumer.accept(found);
      current = found;
    }
    coming = null;
    failing = false;
    failures.succeeded();
    return INTERVAL;
  }

  private final class Looks implements BackgroundLoop.Work {

    @Override
    public Duration round() throws InterruptedException {
      try {
        return look();
      } catch (IOException | RuntimeException e) {
        return failed(e);
      }
    }

    @Override
    public Duration failed(Throwable failure) {
      failing = true;
      failures.failed(failure);
      return INTERVAL;
    }

    @Override
    public void end() {
      // nothing is kept open
    }
  }

  /** Ends the thread, for which it waits at most 5 seconds. */
  @Override
  public void close() {
    loop.close();
  }
}
