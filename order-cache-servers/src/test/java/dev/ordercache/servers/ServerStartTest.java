package dev.ordercache.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The start of a server")
class ServerStartTest {

  @TempDir Path given;
  private Path folder = Path.of("");
  private ServerProcesses processes = new ServerProcesses(folder);

  @BeforeEach
  void resolveLinks() throws IOException {
    folder = given.toRealPath();
    processes = new ServerProcesses(folder);
  }

  @AfterEach
  void stop() {
    processes.stop();
  }

  @Test
  @DisplayName("tries another port when another process has taken the first")
  void portTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(LoopbackPorts.address(0));
      String uri = RedisServer.start(folder, processes, takenFirst(taken));
      assertEquals(List.of("+PONG"), Probes.redis(uri, "PING"));
      PostgresAddress postgres =
          PostgresServer.start(
              folder, processes, takenFirst(taken), UnprivilegedUser.forOwnerOf(folder));
      assertEquals("1", Probes.sql(postgres, "SELECT 1"));
    }
  }

  /** The first port is in use; the later ones were free when they were picked. */
  private static IntSupplier takenFirst(ServerSocket taken) {
    IntStream first = IntStream.of(taken.getLocalPort());
    PrimitiveIterator.OfInt ports =
        IntStream.concat(first, IntStream.generate(LoopbackPorts::free)).iterator();
    return ports::nextInt;
  }

  @Test
  @DisplayName("fails when no port is free")
  void noPort() throws IOException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(LoopbackPorts.address(0));
      assertThrows(
          PortTakenException.class,
          () -> RedisServer.start(folder, processes, taken::getLocalPort));
    }
  }

  @Test
  @DisplayName("runs PostgreSQL as nobody when root has no user namespaces")
  void asNobody() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid"))
            && Commands.find("setpriv").isPresent(),
        "only root can become another user");
    // another user must be able to traverse the folders above, unlike those of @TempDir
    ServerFolder own = ServerFolder.create(Path.of("/tmp"));
    ServerProcesses ownProcesses = new ServerProcesses(own.path());
    try {
      RedisServer.start(own.path(), ownProcesses);
      PostgresAddress postgres =
          PostgresServer.start(
              own.path(), ownProcesses, LoopbackPorts::free, UnprivilegedUser.NOBODY);
      assertEquals("1", Probes.sql(postgres, "SELECT 1"));
      assertEquals("rwx--x--x", Probes.permissions(own.path()));
      Map<String, String> permissions = Probes.permissionsBelow(own.path());
      assertEquals("rwx------", permissions.get("postgres"));
      assertEquals("rwx------", permissions.get("redis"), "or redis.conf discloses its password");
      assertEquals(
          List.of("nobody"),
          Probes.processes(own.path().resolve("postgres")).stream()
              .flatMap(process -> process.info().user().stream()) // empty for one that has ended
              .distinct()
              .toList());
    } finally {
      ownProcesses.stop();
      own.delete();
    }
  }

  @Test
  @DisplayName("makes its home private before there is anything secret in it")
  void privateFromTheBeginning() throws Exception {
    List<String> seen = new ArrayList<>();
    RedisServer.start(
        folder,
        processes,
        () -> {
          seen.add(permissions("redis"));
          return LoopbackPorts.free();
        });
    PostgresServer.start(
        folder,
        processes,
        () -> {
          seen.add(permissions("postgres"));
          return LoopbackPorts.free();
        },
        UnprivilegedUser.forOwnerOf(folder));
    assertEquals(List.of("rwx------", "rwx------"), seen);
  }

  private String permissions(String name) {
    try {
      return Probes.permissions(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("fails with the end of the log when the process ends")
  void ends() throws Exception {
    ServerProcess broken =
        processes.start("broken", List.of("sh", "-c", "echo no such luck; exit 3"), folder);
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class,
            () -> broken.awaitReady(Duration.ofSeconds(10), () -> false));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("exit code 3"), message);
    assertTrue(message.contains("no such luck"), message);
    assertTrue(message.contains(folder.resolve("broken.log").toString()), message);
  }

  @Test
  @DisplayName("fails when the process is not ready in time")
  void notReady() throws Exception {
    ServerProcess slow = processes.start("slow", List.of("sleep", "60"), folder);
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class,
            () -> slow.awaitReady(Duration.ofSeconds(1), () -> false));
    assertTrue(String.valueOf(e.getMessage()).contains("not ready after 1 s"), e::toString);
    processes.stop();
    assertEquals(false, ProcessHandle.of(slow.pid()).map(ProcessHandle::isAlive).orElse(false));
  }

  @Test
  @DisplayName("is refused once the servers are being stopped")
  void stopped() {
    processes.stop();
    assertThrows(
        EmbeddedServerException.class,
        () -> processes.start("late", List.of("sleep", "60"), folder));
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({
    "Linux, amd64",
    "Linux, aarch64",
    "Mac OS X, x86_64",
    "Mac OS X, aarch64",
  })
  @DisplayName("finds a PostgreSQL for")
  void platforms(String system, String processor) throws IOException {
    Resources.open(PostgresBinaries.archive(system, processor)).close();
  }

  @ParameterizedTest(name = "{0} on {1}")
  @CsvSource({"Windows 11, amd64", "Linux, riscv64"})
  @DisplayName("says that there is no PostgreSQL for")
  void otherPlatforms(String system, String processor) {
    EmbeddedServerException e =
        assertThrows(
            EmbeddedServerException.class, () -> PostgresBinaries.archive(system, processor));
    assertTrue(String.valueOf(e.getMessage()).contains(system + " on " + processor), e::toString);
  }
}
