package dev.ordercache.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.app.freshness.Plant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** The app in a JVM of its own, on servers that outlive it and on a free port. */
public final class AppProcess implements AutoCloseable {

  private static final String READY = "Order cache ready at ";
  private static final int LONGEST_START_MINUTES = 3;
  private static final int MOST_LINES = 10_000;

  private final Process process;
  private final URI address;

  private final Queue<String> output;

  private AppProcess(Process process, URI address, Queue<String> output) {
    this.process = process;
    this.address = address;
    this.output = output;
  }

  /** Starts {@link Main} and waits until it is ready. */
  public static AppProcess start(Plant plant, String redisUri, Map<String, String> settings) {
    return start(Main.class, List.of(), plant, redisUri, settings);
  }

  /** Starts a program that is like {@link Main}, and waits until it is ready. */
  public static AppProcess start(
      Class<?> program,
      List<String> arguments,
      Plant plant,
      String redisUri,
      Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:-UsePerfData", "-Duser.timezone=UTC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> all = new HashMap<>(AppReaders.settings(plant, redisUri));
    all.put("ORDER_CACHE_HTTP_PORT", "0");
    all.putAll(settings);
    builder.environment().putAll(all);
    try {
      Process process = builder.start();
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(
              process::destroyForcibly,
              CompletableFuture.delayedExecutor(LONGEST_START_MINUTES, TimeUnit.MINUTES));
      Queue<String> output = new ConcurrentLinkedQueue<>();
      URI address = address(process, output);
      late.cancel(false);
      return new AppProcess(process, address, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads up to the line that says that the app is ready; a thread reads the later lines. */
  private static URI address(Process process, Queue<String> later) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    List<String> before = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        Thread rest = new Thread(() -> drain(output, later), "app output");
        rest.setDaemon(true);
        rest.start();
        return URI.create(line.substring(READY.length()));
      }
      before.add(line);
    }
    throw new IllegalStateException("the app does not start: " + String.join("\n", before));
  }

  /** Reads the rest, so that the app does not wait for a reader of its output. */
  private static void drain(BufferedReader output, Queue<String> lines) {
    try {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (lines.size() < MOST_LINES) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // killed
    }
  }

  public URI address() {
    return address;
  }

  /** What it has printed since it was ready, at most 10,000 lines. */
  public List<String> output() {
    return List.copyOf(output);
  }

  public long pid() {
    return process.pid();
  }

  /** SIGTERM. */
  public Process terminate() {
    process.toHandle().destroy(); // Process.destroy would close the output first
    return process;
  }

  /** As {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
