package dev.ordercache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
