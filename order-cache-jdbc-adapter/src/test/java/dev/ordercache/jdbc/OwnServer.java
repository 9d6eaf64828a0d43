package dev.ordercache.jdbc;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;

import dev.ordercache.servers.InstalledPostgres;
import dev.ordercache.servers.Ports;
import dev.ordercache.servers.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;

/** A server that a test may stop and start; it keeps its port and its data until it is closed. */
final class OwnServer implements AutoCloseable {

  private static final String LOGIN = "host=localhost user=postgres";

  /** A crash of the machine would take the test with it. */
  private static final Map<String, String> FAST =
      Map.of("fsync", "off", "synchronous_commit", "off", "max_connections", "300");

  private final Path data;
  private final int port;
  private final Map<String, String> config;
  private final InstalledPostgres server;

  /** Starts a server with its data below a folder. */
  OwnServer(Path folder) {
    this(folder, Map.of());
  }

  /** Starts a server with these settings. */
  OwnServer(Path folder, Map<String, String> config) {
    data = folder.resolve("data");
    port = freePort();
    this.config = config;
    server = server();
    start();
  }

  /** Copies a stopped server: a standby that follows it once both are started. */
  OwnServer(Path folder, OwnServer primary) {
    data = folder.resolve("data");
    port = freePort();
    config = primary.config;
    copy(primary.data);
    server = server();
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

  private InstalledPostgres server() {
    Map<String, String> settings =
        new HashMap<>(TestServers.postgres().isPresent() ? Map.of() : FAST);
    settings.putAll(config);
    return new InstalledPostgres(TestServers.postgresOrEmbedded(), data, port, settings);
  }

  void start() {
    server.start();
  }

  void stop() {
    server.stop();
  }

  /** Kills it without warning, and waits until its other processes have ended too. */
  void kill() {
    server.kill();
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
