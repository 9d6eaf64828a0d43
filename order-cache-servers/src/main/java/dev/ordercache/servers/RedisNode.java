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

  private static final long DEADLINE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Path home;
  private final List<String> executable;
  private final Map<String, String> environment;
  private final List<String> settings;
  private int port;
  private @Nullable Process process;
  private @Nullable RedisPrompt prompt;

  /** Starts one with settings such as {@code maxmemory}, {@code 2mb}. */
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
      port = Ports.free(10_000, 31_999);
    } while (!starts());
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
      command.addAll(List.of("--" + settings.get(i), settings.get(i + 1)));
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
      String log = Files.readString(home.resolve("log"));
      if (log.contains("Address already in use")) {
        return false;
      }
      throw new IllegalStateException("Redis has ended: " + log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves no process behind if it takes too long. */
  private void awaitStart(Process started) {
    try {
      await("ready", () -> !started.isAlive() || answers(started));
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

  /** Whether it is this very process that answers on the port. */
  private boolean answers(Process started) {
    try {
      if (info("server").contains("process_id:" + started.pid() + "\r")) {
        return true;
      }
    } catch (UncheckedIOException | IllegalStateException e) {
      // not yet
    }
    disconnect();
    return false;
  }

  public int port() {
    return port;
  }

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
  public void shutDown() {
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
