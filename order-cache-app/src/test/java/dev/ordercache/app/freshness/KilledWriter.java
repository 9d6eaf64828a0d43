package dev.ordercache.app.freshness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.redis.RedisSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;

/** A writer in a JVM of its own, which commits a change and then waits to be killed. */
final class KilledWriter implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private KilledWriter(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts one that will change this order. */
  static KilledWriter start(Race race, long id) throws IOException {
    JdbcSettings database = race.plant.database();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Body.class.getName(),
                race.side.name(),
                database.url(),
                String.valueOf(database.user()),
                String.valueOf(database.password()),
                SharedServers.node().uri(),
                race.settings.namespace(),
                Long.toString(id))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    KilledWriter writer = new KilledWriter(process);
    assertEquals("connected", writer.output.readLine());
    return writer;
  }

  /** Lets it commit; it stands at its step in the cache then. */
  void commit() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    assertEquals("committed", output.readLine());
  }

  /** As {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** What the other JVM runs. */
  static final class Body {

    private Body() {}

    public static void main(String[] arguments) throws IOException {
      List<String> all = List.of(arguments);
      Plant plant = Plant.of(JdbcSettings.of(all.get(1), all.get(2), all.get(3)));
      RedisSettings settings = RedisSettings.defaults().withNamespace(all.get(5));
      Instance instance = new Instance(plant, all.get(4), settings);
      boolean real = all.get(0).equals(Race.Side.REAL.name());
      Service writer =
          new Service(
              instance,
              real ? instance.cache : new PlainCache(all.get(4), settings),
              instance.database);
      long id = Long.parseLong(all.get(6));
      writer.find(id);
      System.out.println("connected");
      if (System.in.read() >= 0) {
        writer.beginToChange(id, Instance.STARTED);
        System.out.println("committed");
        while (System.in.read() >= 0) {
          Thread.onSpinWait(); // nothing comes; it ends with the test at the latest
        }
      }
      System.exit(1);
    }
  }
}
