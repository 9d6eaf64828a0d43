package dev.ordercache.app.freshness;

import dev.ordercache.tck.Ports;
import dev.ordercache.tck.TestServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis without persistence, which can be killed, started again on its port, paused, and
 * made the replica of another.
 */
public final class RedisNode implements AutoCloseable {

  private final Path home;
  private final List<String> executable;
  private final Map<String, String> environment;
  private final List<String> settings;
  private int port;
  private @Nullable Process process;
  private @Nullable RedisClient client;
  private @Nullable RedisCommands<String, String> commands;

  /** Starts one with settings such as {@code maxmemory}, {@code 2mb}. */
  public RedisNode(String... settings) {
    this(Map.of(), settings);
  }

  /** Starts one with more environment variables. */
  RedisNode(Map<String, String> environment, String... settings) {
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
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .ignoreExceptionsInstanceOf(RedisException.class)
          .until(() -> !started.isAlive() || answers(started));
    } catch (RuntimeException e) {
      kill();
      throw e;
    }
  }

  /** Whether it is this very process that answers on the port. */
  private boolean answers(Process started) {
    boolean own = raw().info("server").contains("process_id:" + started.pid() + "\r");
    if (!own) {
      disconnect();
    }
    return own;
  }

  public int port() {
    return port;
  }

  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** Commands to it, as redis-cli sends them. */
  public synchronized RedisCommands<String, String> raw() {
    RedisCommands<String, String> present = commands;
    if (present == null) {
      RedisURI uri = RedisURI.builder().withHost("127.0.0.1").withPort(port).build();
      uri.setTimeout(Duration.ofSeconds(10));
      RedisClient opened = RedisClient.create(uri);
      client = opened;
      try {
        present = opened.connect().sync();
      } catch (RuntimeException e) {
        disconnect();
        throw e;
      }
      commands = present;
    }
    return present;
  }

  private synchronized void disconnect() {
    commands = null;
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
      client = null;
    }
  }

  /** Makes it a replica and waits until it has everything. */
  public void replicate(RedisNode primary) {
    raw().replicaof("127.0.0.1", primary.port());
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> raw().info("replication").contains("master_link_status:up"));
  }

  /** Makes a replica a primary. */
  public void promote() {
    raw().replicaofNoOne();
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
  void shutDown() {
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
