package dev.ordercache.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestServersTest {

  @TempDir Path folder;

  @Test
  void withoutANameTheTestsRunOnTheEmbeddedServers() {
    assertTrue(TestServers.installed(Map.of(), "SERVER", "CONF").isEmpty());
  }

  @Test
  void aServerIsRunWithTheConfigurationNamedBesideIt() throws Exception {
    String server = Files.createFile(folder.resolve("server")).toString();
    String conf = Files.createFile(folder.resolve("conf")).toString();
    Map<String, String> both = Map.of("SERVER", server, "CONF", conf);
    assertEquals(List.of(server, conf), command(both));
    assertEquals(List.of(server), command(Map.of("SERVER", server)));
  }

  private static List<String> command(Map<String, String> environment) {
    return TestServers.installed(environment, "SERVER", "CONF").orElseThrow().command();
  }

  /** A server that runs as root could write to these places. */
  @Test
  void aRedisKeepsNothingOfItsInstallationsPlaces() throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("installed.conf"),
            "logfile /var/log/redis/redis.log\ndir /var/lib/redis\nmaxmemory 1gb\n# dir of\n");
    TestServers.Installed within = new TestServers.Installed(conf, conf).within(folder);
    assertEquals(folder.resolve("redis.conf"), within.configuration());
    assertEquals("maxmemory 1gb\n# dir of\n", Files.readString(folder.resolve("redis.conf")));
  }

  @Test
  void aConfigurationThatCannotBeReadSkipsTheTestByName() {
    Assumptions.assumeTrue(System.getenv(TestServers.NEED_DEBIAN) == null);
    Path missing = folder.resolve("missing.conf");
    RuntimeException skipped =
        assertThrows(
            RuntimeException.class, () -> TestServers.installed(folder, missing.toString()));
    assertTrue(skipped.toString().matches(".*TestAborted.*" + missing + ".*"), skipped::toString);
  }

  @Test
  void aMisspeltPathStopsTheTests() {
    String missing = folder.resolve("missing").toString();
    assertStops(Map.of("SERVER", missing));
    assertStops(Map.of("SERVER", folder.toString(), "CONF", missing));
  }

  private static void assertStops(Map<String, String> environment) {
    assertThrows(
        IllegalStateException.class,
        () -> TestServers.installed(environment, "SERVER", "CONF"),
        environment::toString);
  }
}
