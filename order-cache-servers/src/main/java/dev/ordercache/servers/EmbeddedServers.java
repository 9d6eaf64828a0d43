package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL and a Redis server for this application only: on free ports of the loopback
 * interface, with random passwords, and with all files below one private folder in {@code
 * java.io.tmpdir}. {@link #close} stops them and deletes the folder. The remains of a killed JVM
 * are found by their folder and cleaned up at the next start. Safe for use by many threads.
 *
 * <p>If the JVM ends during {@link #start}, the servers started by then are stopped. After it has
 * returned, the caller must close them, because only the caller knows what must be closed first.
 */
public final class EmbeddedServers implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(EmbeddedServers.class.getName());
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final Duration ABORT_TIMEOUT = Duration.ofSeconds(5);
  private static final long MEGABYTE = 1 << 20;

  /** The space that both need with the demonstration orders, and a reserve. */
  private static final long MIN_SPACE = 350 * MEGABYTE;

  private final ServerFolder folder;
  private final ServerProcesses processes;
  private final ExecutorService starters;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable PostgresAddress postgres;
  private volatile @Nullable String redisUri;

  private EmbeddedServers(ServerFolder folder) {
    this.folder = folder;
    this.processes = new ServerProcesses(folder.path());
    this.starters =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "order-cache-embedded-start");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts the requested servers in parallel and returns when they answer, or fails after 90
   * seconds. Cleans up after killed JVMs first.
   *
   * @throws EmbeddedServerException if one does not start; both are then removed
   */
  public static EmbeddedServers start(boolean postgres, boolean redis) {
    return start(Path.of(System.getProperty("java.io.tmpdir")), postgres, redis);
  }

  static EmbeddedServers start(Path temporaryFolder, boolean postgres, boolean redis) {
    return start(temporaryFolder, postgres, redis, EmbeddedServers::freeSpace);
  }

  /** With another function for the free bytes of a folder. */
  static EmbeddedServers start(
      Path temporaryFolder, boolean postgres, boolean redis, ToLongFunction<Path> space) {
    long free = space.applyAsLong(temporaryFolder);
    if (free < MIN_SPACE) {
      throw new EmbeddedServerException(
          "%s has only %d MB free, and the embedded servers need %d MB: make room, or name another folder by java.io.tmpdir"
              .formatted(temporaryFolder, free / MEGABYTE, MIN_SPACE / MEGABYTE),
          null);
    }
    EmbeddedServers servers = new EmbeddedServers(newFolder(temporaryFolder));
    Thread abort = new Thread(servers::close, "order-cache-embedded-abort");
    try {
      Runtime.getRuntime().addShutdownHook(abort);
      AbandonedFolders.clean(servers.folder.path());
      servers.startAll(postgres, redis);
      Runtime.getRuntime().removeShutdownHook(abort);
      return servers;
    } catch (IllegalStateException e) {
      servers.close();
      throw new EmbeddedServerException("the JVM shuts down while the servers start", e);
    } catch (RuntimeException e) {
      RuntimeException reason = servers.explain(e);
      servers.close();
      removeQuietly(abort);
      throw reason;
    }
  }

  private static long freeSpace(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE; // the first use of the folder reports the error
    }
  }

  /** Explains a failure that involves the servers: only their logs report a full disk. */
  public RuntimeException explain(RuntimeException failure) {
    return isDiskFull()
        ? new EmbeddedServerException(
            "the disk is full on which the embedded servers are: " + folder.path(), failure)
        : failure;
  }

  private boolean isDiskFull() {
    try (Stream<Path> files = Files.list(folder.path())) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .anyMatch(EmbeddedServers::saysThatTheDiskIsFull);
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean saysThatTheDiskIsFull(Path log) {
    try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> line.contains("No space left on device"));
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** The address of PostgreSQL, or empty if it was not requested. */
  public Optional<PostgresAddress> postgres() {
    return Optional.ofNullable(postgres);
  }

  /** The URI of Redis, including the password, or empty if it was not requested. */
  public Optional<String> redisUri() {
    return Optional.ofNullable(redisUri);
  }

  /** The folder of all files of the servers, including their logs. Deleted by {@link #close}. */
  public Path folder() {
    return folder.path();
  }

  /**
   * Stops the servers, if they still run, and deletes their folder. Takes a fraction of a second,
   * or about ten seconds when a server does not react. Never throws; may be called more than once.
   */
  @Override
  public synchronized void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    starters.shutdownNow();
    processes.stop();
    awaitStarters();
    folder.delete();
  }

  private void startAll(boolean withPostgres, boolean withRedis) {
    CompletionService<Void> starts = new ExecutorCompletionService<>(starters);
    int expected = 0;
    if (withRedis) {
      starts.submit(timed("Redis", () -> redisUri = RedisServer.start(folder.path(), processes)));
      expected++;
    }
    if (withPostgres) {
      starts.submit(
          timed("PostgreSQL", () -> postgres = PostgresServer.start(folder.path(), processes)));
      expected++;
    }
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    for (int i = 0; i < expected; i++) {
      await(starts, deadline);
    }
  }

  private static Callable<Void> timed(String name, Callable<?> start) {
    return () -> {
      long began = System.nanoTime();
      start.call();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      LOG.log(System.Logger.Level.INFO, "Embedded {0} started in {1} ms", name, millis);
      return null;
    };
  }

  private static void await(CompletionService<Void> starts, long deadline) {
    try {
      Future<Void> next = starts.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new EmbeddedServerException(
            "the embedded servers did not start within " + START_TIMEOUT.toSeconds() + " s", null);
      }
      next.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof EmbeddedServerException failure) {
        throw failure;
      }
      throw new EmbeddedServerException("an embedded server did not start: " + cause, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedServerException("interrupted while the servers start", e);
    }
  }

  private static ServerFolder newFolder(Path temporaryFolder) {
    try {
      return ServerFolder.create(temporaryFolder);
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "no folder for the embedded servers can be made in " + temporaryFolder + ": " + e, e);
    }
  }

  /** A starter that still unpacks would write into the folder while it is deleted. */
  private void awaitStarters() {
    try {
      starters.awaitTermination(ABORT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeQuietly(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "The JVM shuts down", e);
    }
  }
}
