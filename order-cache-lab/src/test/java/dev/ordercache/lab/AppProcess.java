package dev.ordercache.lab;

import dev.ordercache.app.Main;
import dev.ordercache.servers.ChildJvm;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The app in a JVM of its own, on servers that outlive it and on a free port. */
public final class AppProcess implements AutoCloseable {

  private static final String READY = "Order cache ready at ";
  private static final int LONGEST_START_MINUTES = 3;
  private static final int MAX_LINES = 10_000;

  private final ChildJvm jvm;
  private final URI address;
  private final Queue<String> output;

  private AppProcess(ChildJvm jvm, URI address, Queue<String> output) {
    this.jvm = jvm;
    this.address = address;
    this.output = output;
  }

  /** Starts {@link Main} and waits until it is ready. */
  public static AppProcess start(
      OrdersDatabase postgres, String redisUri, Map<String, String> settings) {
    return start(Main.class, List.of(), postgres, redisUri, settings);
  }

  /** Starts a program that is like {@link Main}, and waits until it is ready. */
  public static AppProcess start(
      Class<?> program,
      List<String> arguments,
      OrdersDatabase postgres,
      String redisUri,
      Map<String, String> settings) {
    ChildJvm jvm =
        ChildJvm.of(program, arguments.toArray(String[]::new))
            .with("-Xmx256m", "-XX:+UseSerialGC", "-Duser.timezone=UTC")
            .with(settings(postgres, redisUri))
            .with(Map.of("ORDER_CACHE_HTTP_PORT", "0"))
            .with(settings)
            .start();
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            jvm::kill, CompletableFuture.delayedExecutor(LONGEST_START_MINUTES, TimeUnit.MINUTES));
    URI address = URI.create(jvm.await(READY));
    late.cancel(false);
    Queue<String> output = new ConcurrentLinkedQueue<>();
    Thread rest = new Thread(() -> readRest(jvm, output), "app output");
    rest.setDaemon(true);
    rest.start();
    return new AppProcess(jvm, address, output);
  }

  /** The settings of an app that works with these servers. */
  static Map<String, String> settings(OrdersDatabase postgres, String redisUri) {
    return Map.of(
        "ORDER_CACHE_JDBC_URL", postgres.database().url(),
        "ORDER_CACHE_JDBC_USER", String.valueOf(postgres.database().user()),
        "ORDER_CACHE_JDBC_PASSWORD", String.valueOf(postgres.database().password()),
        "ORDER_CACHE_REDIS_URI", redisUri);
  }

  /** The app must not wait until a test reads its output. */
  private static void readRest(ChildJvm jvm, Queue<String> output) {
    try (Stream<String> lines = jvm.lines()) {
      lines.filter(line -> output.size() < MAX_LINES).forEach(output::add);
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  public URI address() {
    return address;
  }

  /** What it has printed since it was ready, 10,000 lines at most. */
  public List<String> output() {
    return List.copyOf(output);
  }

  public long pid() {
    return jvm.process().pid();
  }

  /** SIGTERM. */
  public Process terminate() {
    jvm.terminate();
    return jvm.process();
  }

  /** As {@code kill -9} does. */
  public void kill() {
    jvm.kill();
  }

  @Override
  public void close() {
    kill();
  }
}
