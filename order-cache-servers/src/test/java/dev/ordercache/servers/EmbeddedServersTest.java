package dev.ordercache.servers;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The embedded servers")
class EmbeddedServersTest {

  /** A server that does not stop by itself is killed after six seconds. */
  private static final Duration SOON = Duration.ofSeconds(4);

  @TempDir Path given;
  private Path temporary = Path.of("");

  @BeforeEach
  void resolveLinks() throws IOException {
    temporary = given.toRealPath();
  }

  @Test
  @DisplayName("do not start where the disk has no room for them")
  void noRoom() {
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class,
            () -> EmbeddedServers.start(temporary, true, true, folder -> 349L << 20));
    assertEquals(
        temporary
            + " has only 349 MB free, and the embedded servers need 350 MB: make room, or name"
            + " another folder by java.io.tmpdir",
        e.getMessage());
    assertArrayEquals(new String[0], temporary.toFile().list());
  }

  @Test
  @DisplayName("report that their disk is full, which their clients cannot see")
  void fullDisk() throws IOException {
    RuntimeException closed = new IllegalStateException("This connection has been closed.");
    try (EmbeddedServers servers = EmbeddedServers.start(temporary, true, false)) {
      assertSame(closed, servers.explain(closed));
      Files.writeString(
          servers.folder().resolve("postgres.log"),
          "PANIC:  could not write to file \"pg_wal/xlogtemp.7\": No space left on device\n",
          StandardOpenOption.APPEND);
      RuntimeException full = servers.explain(closed);

      assertEquals(
          "the disk is full on which the embedded servers are: " + servers.folder(),
          full.getMessage());
      assertSame(closed, full.getCause());
    }
  }

  @Test
  @DisplayName("answer on the loopback interface only, to clients with the password")
  void answer() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(temporary, true, true)) {
      PostgresAddress postgres = servers.postgres().orElseThrow();
      String redis = servers.redisUri().orElseThrow();
      assertAll(
          () -> assertTrue(Probes.sql(postgres, "SHOW server_version").startsWith("18.")),
          () -> assertEquals("127.0.0.1", Probes.sql(postgres, "SHOW listen_addresses")),
          () -> assertEquals("", Probes.sql(postgres, "SHOW unix_socket_directories")),
          () -> assertEquals("off", Probes.sql(postgres, "SHOW fsync")),
          () -> assertEquals("UTF8", Probes.sql(postgres, "SHOW server_encoding")),
          () -> assertRefused(postgres, "wrong"),
          () -> assertRefused(postgres, ""),
          () -> assertEquals(List.of("+PONG"), Probes.redis(redis, "PING")),
          () -> assertEquals(List.of("*2"), Probes.redis(redis, "CONFIG GET save")),
          () ->
              assertTrue(
                  Probes.redisWithoutPassword(redis, "PING").get(0).startsWith("-NOAUTH"),
                  "Redis must ask for the password"));
    }
  }

  @Test
  @DisplayName("keep everything in one folder that no other user can read, nor those below it")
  void onePrivateFolder() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(temporary, true, true)) {
      assertEquals(List.of(servers.folder()), Probes.content(temporary));
      assertTrue(
          Set.of("rwx------", "rwx--x--x").contains(Probes.permissions(servers.folder())),
          "others may traverse it only if PostgreSQL runs as the user nobody");
      assertEquals(
          Map.of(
              "owner.lock", "rw-------",
              "postgres", "rwx------",
              "redis", "rwx------",
              "initdb.log", "rw-------",
              "postgres.log", "rw-------",
              "redis.log", "rw-------"),
          Probes.permissionsBelow(servers.folder()));
    }
  }

  @Test
  @DisplayName("are gone with all files and processes soon after they are closed")
  void close() throws Exception {
    Duration took = startAndClose();
    for (int again = 0; again < 3 && took.compareTo(SOON) > 0; again++) {
      took = startAndClose(); // the machine was slow, or it takes so long each time
    }
    assertTrue(took.compareTo(SOON) <= 0, "closing took " + took);
  }

  private Duration startAndClose() throws IOException {
    EmbeddedServers servers = EmbeddedServers.start(temporary, true, true);
    assertTrue(Probes.processes(temporary).size() > 1, "the processes must be found");
    long began = System.nanoTime();
    servers.close();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    servers.close();
    assertEquals(List.of(), Probes.processes(temporary));
    assertEquals(List.of(), Probes.content(temporary));
    return took;
  }

  @Test
  @DisplayName("run twice side by side, and one pair outlives the other")
  void twice() throws Exception {
    try (EmbeddedServers first = EmbeddedServers.start(temporary, true, true)) {
      EmbeddedServers second = EmbeddedServers.start(temporary, true, true);
      assertNotEquals(first.postgres(), second.postgres());
      second.close();
      assertEquals("1", Probes.sql(first.postgres().orElseThrow(), "SELECT 1"));
      assertEquals(List.of("+PONG"), Probes.redis(first.redisUri().orElseThrow(), "PING"));
    }
    assertEquals(List.of(), Probes.content(temporary));
  }

  @Test
  @DisplayName("can be started one without the other")
  void onlyOne() throws Exception {
    try (EmbeddedServers servers = EmbeddedServers.start(temporary, false, true)) {
      assertEquals(Optional.empty(), servers.postgres());
      assertEquals(List.of("+PONG"), Probes.redis(servers.redisUri().orElseThrow(), "PING"));
    }
  }

  @Test
  @DisplayName("can be closed when the processes have already ended")
  void closeAfterTheEnd() throws Exception {
    EmbeddedServers servers = EmbeddedServers.start(temporary, true, true);
    List<ProcessHandle> processes = Probes.processes(temporary);
    Commands.interrupt(processes);
    for (ProcessHandle process : processes) {
      process.onExit().get();
    }
    servers.close();
    assertEquals(List.of(), Probes.content(temporary));
  }

  @Test
  @DisplayName("report that the temporary folder is missing")
  void noTemporaryFolder() {
    Path missing = temporary.resolve("missing");
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class, () -> EmbeddedServers.start(missing, true, true));
    assertTrue(String.valueOf(e.getMessage()).contains(missing.toString()), e::toString);
  }

  private static void assertRefused(PostgresAddress postgres, String password) {
    PostgresAddress wrong = new PostgresAddress(postgres.url(), postgres.user(), password);
    assertThrows(SQLException.class, () -> Probes.sql(wrong, "SELECT 1"));
  }
}
