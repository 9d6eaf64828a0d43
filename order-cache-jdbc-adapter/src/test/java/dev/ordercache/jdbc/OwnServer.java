package dev.ordercache.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A server that a test may stop and start; it keeps its port and its data until it is closed. */
final class OwnServer implements AutoCloseable {

  private final Path data;
  private @Nullable EmbeddedPostgres running;
  private int port;

  /** Started and migrated, with its data below a folder. */
  OwnServer(Path folder) {
    data = folder.resolve("data");
    start();
  }

  JdbcSettings settings() {
    return JdbcSettings.of("jdbc:postgresql://localhost:" + port + "/postgres", "postgres", null);
  }

  void start() {
    try {
      EmbeddedPostgres.Builder server =
          EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false);
      running = (port == 0 ? server : server.setPort(port)).start();
      port = running.getPort();
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

  /** The next start is that of a standby, which may be promoted. */
  void becomeStandby() {
    try {
      Files.createFile(data.resolve("standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }
}
