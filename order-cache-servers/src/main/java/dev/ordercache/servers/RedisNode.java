package dev.ordercache.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis without persistence, which can be killed, started again on its port, paused, and
 * made the replica of another.
 */
public final class RedisNode implements AutoCloseable {

  /** A node of a cluster also listens on a port that is so much higher. */
  private static final int CLUSTER_BUS = 10_000;

  private static final String READY = "Ready to accept connections";
  private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static @Nullable RedisNode shared;

  private final Path home;
  private final List<String> executable;
  private final Map<String, String> environment;
  private final List<String> settings;
  private int port;
  private @Nullable Process process;
  private @Nullable RedisPrompt prompt;

  /**
   * Starts one.
   *
   * @param settings names and values in turn, such as {@code maxmemory}, {@code 2mb}; a value of
   *     several words has a blank between them
   */
  public RedisNode(String... settings) {
    this(Map.of(), settings);
  }

  /** Starts one with more environment variables. */
  public RedisNode(Map<String, String> environment, String... settings) {
    this(TestServers.redis().orElse(null), environment, settings);
  }

  /** Starts one that is installed, or the embedded one. */
  public RedisNode(
      TestServers.@Nullable Installed server, Map<String, String> environment, String... settings) {
    this.environment = Map.copyOf(environment);
    this.settings = List.of(settings);
    try {
      home = Files.createTempDirectory("order-cache-test-redis");
      executable =
          server == null
              ? List.of(ExecutableProvider.newJarResourceProvider(home.toFile()).get().getPath())
              : server.within(home).command();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    do {
      port = Ports.free(10_000, 19_999, CLUSTER_BUS);
    } while (!starts());
  }

  /** One for all tests that leave it as it is; it ends with the JVM. */
  public static synchronized RedisNode shared() {
    RedisNode present = shared;
    if (present == null) {
      present = new RedisNode();
      Runtime.getRuntime().addShutdownHook(new Thread(present::close));
      shared = present;
    }
    return present;
  }

  /** Starts it again, empty, on the same port. */
  public void start() {
    if (!starts()) {
      throw new IllegalStateException("another process uses port " + port + " now");
    }
  }

  /** Starts it, unless another process has taken its port. */
  private boolean starts() {
    List<String> command = new ArrayList<>(executable);
    command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1"));
    command.addAll(List.of("--save", "", "--daemonize", "no"));
    command.addAll(List.of("--dir", home.toString(), "--pidfile", "", "--logfile", ""));
    command.addAll(List.of("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"));
    for (int i = 0; i < settings.size(); i += 2) {
      command.add("--" + settings.get(i));
      command.addAll(List.of(settings.get(i + 1).split(" ", -1)));
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile());
    builder.environment().putAll(environment);
    try {
      Process started = builder.start();
      process = started;
      awaitStart(started);
      if (started.isAlive()) {
        return true;
      }
      String log = log();
      if (log.contains("Address already in use")) {
        return false;
      }
      throw new IllegalStateException("Redis has ended: " + log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String log() {
    try {
      return Files.readString(home.resolve("log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves no process behind if it takes too long. */
  private void awaitStart(Process started) {
    try {
      await("ready", () -> !started.isAlive() || log().contains(READY));
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
  }

  private void await(String state, BooleanSupplier reached) {
    long began = System.nanoTime();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - began > DEADLINE_NANOS) {
        throw new IllegalStateException("the Redis on port " + port + " is not " + state);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The port on which it listens. */
  public int port() {
    return port;
  }

  /** Its URI, without a password. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * Sends a command as redis-cli does; see {@link RedisPrompt#send}. All commands go through one
   * connection, which is opened again after a failure.
   */
  public @Nullable Object send(String... words) {
    try {
      return prompt().send(words);
    } catch (UncheckedIOException e) {
      disconnect();
      throw e;
    }
  }

  /** The same of a command whose reply is a number. */
  public long number(String... words) {
    return (Long) Objects.requireNonNull(send(words));
  }

  /** The same of a command whose reply is a list of strings. */
  public List<String> list(String... words) {
    return ((List<?>) Objects.requireNonNull(send(words))).stream().map(String::valueOf).toList();
  }

  /** A section of what it says about itself. */
  public String info(String section) {
    return (String) Objects.requireNonNull(send("INFO", section));
  }

  private synchronized RedisPrompt prompt() {
    RedisPrompt present = prompt;
    if (present == null) {
      present = new RedisPrompt(port);
      prompt = present;
    }
    return present;
  }

  private synchronized void disconnect() {
    if (prompt != null) {
      prompt.close();
      prompt = null;
    }
  }

  /** Makes it a replica and waits until it has everything. */
  public void replicate(RedisNode primary) {
    replicate(primary.port());
  }

  /** The same of a primary that is reached through a port, which may be that of a proxy. */
  public void replicate(int primary) {
    send("REPLICAOF", "127.0.0.1", "" + primary);
    await("a replica", () -> info("replication").contains("master_link_status:up"));
  }

  /** Makes a replica a primary. */
  public void promote() {
    send("REPLICAOF", "NO", "ONE");
  }

  /** Kills it; what it held is lost. */
  public void kill() {
    Process running = process;
    disconnect();
    if (running != null) {
      Signals.resume(running);
      running.destroyForcibly().onExit().join();
    }
  }

  /** Stops it in an orderly way. */
  public void stop() {
    Process running = process;
    disconnect();
    if (running != null) {
      running.destroy();
      running.onExit().join();
    }
  }

  /** Pauses it: connections stay open and nothing is answered. */
  public void pause() {
    Signals.stop(running());
  }

  /** Resumes it. */
  public void resume() {
    Signals.resume(running());
  }

  private Process running() {
    return Objects.requireNonNull(process, "not started");
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
