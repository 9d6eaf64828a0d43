package dev.ordercache.benchmarks.operations;

import dev.ordercache.preload.PreloadProgress;
import dev.ordercache.servers.EmbeddedServers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures what each operation of the library and of the app costs, and prints a line for each: its
 * name, operations a second, microseconds of processor time per operation. The time is that of the
 * process that serves it, background threads included; of a near hit, that of the reading thread.
 *
 * <p>Arguments: the seconds that each is measured (2 by default), and names (all by default). With
 * {@code servers} alone it starts the servers, prints a line that the environment variable {@code
 * OPERATIONS_SERVERS} takes, and stops them at the end of its input; without the variable it starts
 * servers of its own.
 */
public final class Operations {

  private static final int ORDERS = 100_000;

  /** The older orders, which are closed and not preloaded. */
  private static final int COLD_ORDERS = 75_000;

  private static final long WARM_UP_STEP = TimeUnit.MILLISECONDS.toNanos(250);

  /** For a machine that is busy with something else. */
  private static final long MAX_WARM_UP = TimeUnit.SECONDS.toNanos(15);

  /** Repeats an operation for a time in nanoseconds. */
  private interface Measurement {

    Sample run(long nanos) throws Exception;
  }

  private final Servers servers;
  private final long nanos;
  private final Set<String> wanted;

  private Operations(Servers servers, int seconds, Set<String> wanted) {
    this.servers = servers;
    this.nanos = TimeUnit.SECONDS.toNanos(seconds);
    this.wanted = wanted;
  }

  /** Measures and prints. */
  public static void main(String[] arguments) throws Exception {
    List<String> words = List.of(arguments);
    String shared = System.getenv("OPERATIONS_SERVERS");
    if (words.equals(List.of("servers"))) {
      try (EmbeddedServers embedded = EmbeddedServers.start(true, true)) {
        System.out.println(Servers.of(embedded).line());
        System.in.readAllBytes();
      }
      System.exit(0);
    }
    int seconds = words.isEmpty() ? 2 : Integer.parseInt(words.get(0));
    Set<String> names = new TreeSet<>(words.subList(Math.min(1, words.size()), words.size()));
    if (shared != null) {
      new Operations(Servers.of(shared), seconds, names).run();
    } else {
      try (EmbeddedServers embedded = EmbeddedServers.start(true, true)) {
        new Operations(Servers.of(embedded), seconds, names).run();
      }
    }
    System.exit(0);
  }

  private void run() throws Exception {
    servers.prepare(ORDERS);
    try (Library library = new Library(servers.database(), servers.redisUri())) {
      library.preload();
      reads(library);
      measure("preload", 35_000, time -> preload(library, time));
      try (QueueLoad queue = new QueueLoad(library.orders(), library.changes())) {
        measure("queue", 4_000, time -> Sample.of(time, Operations::processCpu, queue));
      }
    }
    try (AppLoad app = new AppLoad(java(), servers.settings())) {
      measure("http-page", 50_000, time -> Sample.of(time, app::cpu, app::pages));
      measure("http-304", 15_000, time -> Sample.of(time, app::cpu, app::notModified));
    }
  }

  private void reads(Library library) throws Exception {
    ReadLoad near = ReadLoad.pages(library.orders());
    LongSupplier thread = ManagementFactory.getThreadMXBean()::getCurrentThreadCpuTime;
    measure("near-hit", 8_000_000, time -> Sample.of(time, thread, near));
    ReadLoad remote = ReadLoad.pages(library.decoding());
    measure("remote-hit", 45_000, time -> Sample.of(time, Operations::processCpu, remote));
    ReadLoad validated = ReadLoad.pages(library.validating());
    measure("validated-hit", 25_000, time -> Sample.of(time, Operations::processCpu, validated));
    ReadLoad misses = ReadLoad.misses(library.orders(), COLD_ORDERS);
    measure("miss", 10_000, time -> Sample.of(time, Operations::processCpu, misses));
  }

  /**
   * Measures after a warm-up. An operation that fails has no line, and the others go on.
   *
   * @param warmUp the number of operations after which the compiler gains nothing more
   */
  private void measure(String name, long warmUp, Measurement measurement) throws Exception {
    if (!wanted.isEmpty() && !wanted.contains(name)) {
      return;
    }
    long until = System.nanoTime() + MAX_WARM_UP;
    try {
      long done = 0;
      while (done < warmUp && System.nanoTime() < until) {
        done += measurement.run(WARM_UP_STEP).operations();
      }
      System.out.println(measurement.run(nanos).line(name));
    } catch (IllegalStateException
        | ExecutionException
        | IOException e) { // a timeout on a busy machine, say
      System.err.println(name + " failed: " + e);
    }
  }

  private static Sample preload(Library library, long nanos) throws Exception {
    Sample sum = new Sample(0, 0, 0);
    while (sum.nanos() < nanos) {
      library.empty();
      sum =
          sum.plus(
              Sample.of(
                  nanos,
                  Operations::processCpu,
                  deadline -> {
                    PreloadProgress progress = library.preload();
                    if (progress.state() != PreloadProgress.State.DONE) {
                      throw new IllegalStateException("not preloaded: " + progress);
                    }
                    return progress.orders();
                  }));
    }
    return sum;
  }

  private static long processCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static List<String> java() {
    String command = ProcessHandle.current().info().command().orElseThrow();
    String classPath = System.getProperty("java.class.path");
    return List.of(command, "-Xms512m", "-Xmx512m", "-cp", classPath);
  }
}
