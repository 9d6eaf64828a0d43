package dev.ordercache.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.lab.Race.PlainCacheMaker;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.redis.RedisSettings;
import dev.ordercache.servers.Signals;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A service in a JVM of its own, which does one thing with one order, step by step: it prints each
 * step that it has done, and waits for its parent before the next.
 */
final class ForkedService implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Process process;
  private final BufferedReader output;

  private ForkedService(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Runs a program in which {@link #join} creates a service from its arguments. */
  static ForkedService start(Class<?> program, Race race, long id) throws IOException {
    JdbcSettings database = race.postgres.database();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                race.side.name(),
                database.url(),
                String.valueOf(database.user()),
                String.valueOf(database.password()),
                SharedServers.node().uri(),
                race.plan.namespace(),
                Long.toString(race.settings.leaseTime().toMillis()),
                Long.toString(id))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    return new ForkedService(process);
  }

  /** Waits until it has printed this step. */
  void awaitSaid(String step) throws IOException {
    assertEquals(step, output.readLine());
  }

  /** Lets it go on with its next step. */
  void goOn() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** SIGSTOP. */
  void pause() {
    Signals.stop(process);
  }

  /** SIGCONT. */
  void resume() {
    Signals.resume(process);
  }

  /** As {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }

  /** In the other JVM: takes part in the race, with this cache if it is unprotected. */
  static Service join(List<String> arguments, PlainCacheMaker plain) {
    Instance instance = join(arguments);
    return new Service(
        instance,
        isReal(arguments)
            ? instance.cache
            : plain.make(uri(arguments), instance.plan, settings(arguments)),
        instance.database);
  }

  /** In the other JVM: takes part in the race, with the real cache on both sides. */
  static Instance join(List<String> arguments) {
    return new Instance(postgres(arguments), uri(arguments), plan(arguments), settings(arguments));
  }

  private static OrdersDatabase postgres(List<String> arguments) {
    return OrdersDatabase.of(
        JdbcSettings.of(arguments.get(1), arguments.get(2), arguments.get(3))
            .withTimeouts(TIMEOUT, TIMEOUT));
  }

  private static CachePlan plan(List<String> arguments) {
    return CachePlan.builder()
        .namespace(arguments.get(5))
        .stalenessBound(Duration.ofHours(1))
        .build();
  }

  private static RedisSettings settings(List<String> arguments) {
    return RedisSettings.defaults()
        .withLeaseTime(Duration.ofMillis(Long.parseLong(arguments.get(6))))
        .withTimeouts(TIMEOUT, TIMEOUT);
  }

  private static String uri(List<String> arguments) {
    return arguments.get(4);
  }

  /** In the other JVM: the side on which it takes part. */
  static boolean isReal(List<String> arguments) {
    return arguments.get(0).equals(Race.Side.REAL.name());
  }

  /** In the other JVM: the order that it is about. */
  static long id(List<String> arguments) {
    return Long.parseLong(arguments.get(7));
  }

  /**
   * In the other JVM: prints a step that it has done, and waits; ends the JVM if its parent has
   * ended.
   */
  static void say(String step) throws IOException {
    System.out.println(step);
    if (System.in.read() < 0) {
      Runtime.getRuntime().halt(1);
    }
  }
}
