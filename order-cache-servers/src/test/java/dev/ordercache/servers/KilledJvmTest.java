package dev.ordercache.servers;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A JVM with embedded servers")
class KilledJvmTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  @TempDir Path given;
  private Path temporary = Path.of("");
  private final List<ChildJvm> children = new ArrayList<>();

  @BeforeEach
  void resolveLinks() throws IOException {
    temporary = given.toRealPath();
  }

  @AfterEach
  void endChildren() throws InterruptedException {
    for (ChildJvm child : children) {
      child.terminate();
      child.process().waitFor();
    }
  }

  @Test
  @DisplayName("that was killed is cleaned up after by the next start")
  void killed() throws Exception {
    ChildJvm child = start();
    Path abandoned = Path.of(child.await("folder "));
    child.process().destroyForcibly().waitFor();
    assertFalse(Probes.processes(abandoned).isEmpty(), "the servers outlive their JVM");

    try (EmbeddedServers servers = EmbeddedServers.start(temporary, false, true)) {
      assertEquals(List.of(), Probes.processes(abandoned));
      assertEquals(List.of(servers.folder()), Probes.content(temporary));
    }
  }

  @Test
  @DisplayName("that was killed while it started is cleaned up after too")
  void killedEarly() throws Exception {
    ChildJvm child = start();
    child.await("begin");
    await().atMost(TIMEOUT).until(() -> Probes.processes(temporary).size() > 1);
    child.process().destroyForcibly().waitFor();

    EmbeddedServers.start(temporary, false, true).close();
    assertEquals(List.of(), Probes.content(temporary));
    assertEquals(List.of(), Probes.processes(temporary));
  }

  @Test
  @DisplayName("that is terminated leaves nothing and logs no exception")
  void terminated() throws Exception {
    ChildJvm child = start();
    child.await("folder ");
    child.terminate();
    assertFalse(String.join("\n", child.rest()).contains("Exception"), "no stack trace");
    child.process().waitFor();
    assertEquals(List.of(), Probes.processes(temporary));
    assertEquals(List.of(), Probes.content(temporary));
  }

  @Test
  @DisplayName("that is terminated while it starts leaves nothing")
  void terminatedEarly() throws Exception {
    ChildJvm child = start();
    child.await("begin");
    await().atMost(TIMEOUT).until(() -> !Probes.processes(temporary).isEmpty());
    child.terminate();
    child.process().waitFor();
    assertEquals(List.of(), Probes.processes(temporary));
    assertEquals(List.of(), Probes.content(temporary));
  }

  @Test
  @DisplayName("leaves nothing when a server cannot be unpacked, and says why")
  void fullDisk() throws Exception {
    // files of at most 12 MB: enough for Redis, which starts, but not for PostgreSQL
    ChildJvm child = start("bash", "-c", "ulimit -f 12000; exec \"$@\"", "bash");
    String output = String.join("\n", child.rest());
    assertTrue(output.contains("EmbeddedServerException"), output);
    assertTrue(output.contains("File too large"), output);
    assertEquals(List.of(), Probes.processes(temporary));
    assertEquals(List.of(), Probes.content(temporary));
  }

  @Test
  @DisplayName("is left alone by others that start, also at the same moment")
  void aliveIsLeftAlone() throws Exception {
    ChildJvm one = start();
    ChildJvm other = start();
    for (ChildJvm child : List.of(one, other)) {
      PostgresAddress postgres =
          new PostgresAddress(child.await("jdbc "), PostgresServer.USER, child.await("password "));
      String redis = child.await("redis ");
      EmbeddedServers.start(temporary, false, true).close();
      assertEquals("1", Probes.sql(postgres, "SELECT 1"));
      assertEquals(List.of("+PONG"), Probes.redis(redis, "PING"));
    }
    one.terminate();
    other.terminate();
    one.process().waitFor();
    other.process().waitFor();
    assertEquals(List.of(), Probes.content(temporary));
  }

  @Test
  @DisplayName("keeps its folder when it looks for abandoned ones itself")
  void ownFoldersStayLocked() throws Exception {
    ServerFolder own = ServerFolder.create(temporary);
    AbandonedFolders.clean(own.path());
    try (EmbeddedServers servers = EmbeddedServers.start(temporary, false, true)) {
      assertTrue(Files.exists(own.path()), "servers in " + servers.folder());
      ChildJvm child = start();
      child.await("folder ");
      child.terminate();
      child.process().waitFor();
      assertTrue(Files.exists(own.path()), "another JVM must find it locked");
    }
    own.delete();
    assertEquals(List.of(), Probes.content(temporary));
  }

  private ChildJvm start(String... before) {
    ChildJvm child =
        ChildJvm.of(TwoServers.class).with("-Djava.io.tmpdir=" + temporary).behind(before).start();
    children.add(child);
    return child;
  }
}
