package dev.ordercache.jdbc;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import dev.ordercache.servers.InstalledPostgres;
import dev.ordercache.servers.Ports;
import dev.ordercache.servers.TestServers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A server that a test may stop and start; it keeps its port and its data until it is closed. */
final class OwnServer implements AutoCloseable {

  private static final String LOGIN = "host=localhost user=postgres";

  private final Path data;
  private final int port;
  private final Map<String, String> config;
  private @Nullable Closeable running;

  /** Starts a server with its data below a folder. */
  OwnServer(Path folder) {
    this(folder, Map.of());
  }

  /** Starts a server with these settings. */
  OwnServer(Path folder, Map<String, String> config) {
    data = folder.resolve("data");
    port = freePort();
    this.config = config;
    start();
  }

  /** Copies a stopped server: a standby that follows it once both are started. */
  OwnServer(Path folder, OwnServer primary) {
    data = folder.resolve("data");
    port = freePort();
    config = primary.config;
    copy(primary.data);
    becomeStandby();
    write("postgresql.auto.conf", "primary_conninfo = 'port=%d %s'".formatted(primary.port, LOGIN));
  }

  String host() {
    return "localhost:" + port;
  }

  int port() {
    return port;
  }

  /** With a short connect timeout, for which a pool keeps trying if the server is stopped. */
  JdbcSettings settings() {
    return longTimeoutSettings().withTimeouts(Duration.ofSeconds(1), Duration.ofMinutes(1));
  }

  JdbcSettings longTimeoutSettings() {
    return TestDatabase.withLongTimeouts(
        JdbcSettings.of("jdbc:postgresql://" + host() + "/postgres", "postgres", null));
  }

  static int freePort() {
    return Ports.free(20_000, 31_999);
  }

  void start() {
    running =
        TestServers.postgres().<Closeable>map(this::startInstalled).orElseGet(this::startEmbedded);
  }

  private Closeable startInstalled(TestServers.Installed server) {
    InstalledPostgres installed = new InstalledPostgres(server, data, port, config);
    installed.start();
    return installed::stop;
  }

  private Closeable startEmbedded() {
    EmbeddedPostgres.Builder embedded = EmbeddedPostgres.builder().setPort(port);
    embedded.setPGStartupWait(Duration.ofMinutes(1)); // on a busy machine too
    config.forEach(embedded::setServerConfig);
    try {
      return embedded.setDataDirectory(data).setCleanDataDirectory(false).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    try {
      if (running != null) {
        running.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Kills it without warning; its other processes end by themselves, and it is not stopped again.
   */
  void kill() {
    running = null;
    try {
      signal("KILL", Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void signal(String name, long process) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes the next start that of a standby, which may be promoted. */
  void becomeStandby() {
    write("standby.signal", "");
  }

  /** Promotes a standby, on a connection that accepts a standby. */
  void promote() {
    Jdbi.create("jdbc:postgresql://" + host() + "/postgres", "postgres", "")
        .useHandle(handle -> handle.execute("SELECT pg_promote()"));
  }

  /** Copies the permissions too, without which the server would not start. */
  private void copy(Path source) {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, data.resolve(source.relativize(file).toString()), COPY_ATTRIBUTES);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(data.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
