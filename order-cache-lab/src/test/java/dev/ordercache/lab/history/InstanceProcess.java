package dev.ordercache.lab.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.jdbc.JdbcSettings;
import dev.ordercache.servers.Signals;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The process of one instance: a {@link HistoryInstance}, which can be paused, killed and started
 * again.
 */
final class InstanceProcess implements AutoCloseable {

  private static final long TIMEOUT_SECONDS = 90;

  private final ProcessBuilder builder;
  private final File errors;
  private @Nullable Process process;
  private BlockingQueue<String> replies = new LinkedBlockingQueue<>();

  /** Prepares a process. */
  InstanceProcess(
      String classPath,
      JdbcSettings database,
      String redis,
      HistoryInstance.Load load,
      boolean near,
      Path errors) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-XX:-UsePerfData", "-Duser.timezone=UTC"));
    command.addAll(List.of("-cp", classPath, HistoryInstance.class.getName()));
    command.addAll(List.of(redis, load.text(), database.url()));
    command.addAll(List.of(Objects.requireNonNull(database.user()), "" + near));
    this.errors = errors.toFile();
    builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(this.errors));
    builder.environment().put("PASSWORD", Objects.requireNonNull(database.password()));
  }

  /** Starts the process and waits until it is ready. */
  void start() {
    try {
      Process started = builder.start();
      process = started;
      BlockingQueue<String> lines = new LinkedBlockingQueue<>();
      replies = lines;
      Thread reader = new Thread(() -> copy(started, lines), "process output");
      reader.setDaemon(true);
      reader.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    expect("ready", reply());
  }

  /** Sends a command, and returns the reply. */
  String send(String command) {
    PrintStream out = new PrintStream(running().getOutputStream(), true, UTF_8);
    out.println(command);
    return reply();
  }

  /** Sends a command whose only reply is "ok". */
  void order(String command) {
    expect("ok", send(command));
  }

  void pause() {
    Signals.stop(running());
  }

  void resume() {
    Signals.resume(running());
  }

  /** kill -9. */
  void kill() {
    running().destroyForcibly().onExit().join();
  }

  private Process running() {
    return Objects.requireNonNull(process, "not started");
  }

  private String reply() {
    try {
      String reply = replies.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (reply == null) {
        throw new IllegalStateException("a process does not answer, see " + errors);
      }
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void expect(String wanted, String reply) {
    if (!wanted.equals(reply)) {
      throw new IllegalStateException("a process replied " + reply + ", see " + errors);
    }
  }

  private static void copy(Process from, BlockingQueue<String> to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from.getInputStream(), UTF_8))) {
      lines.lines().forEach(to::add);
    } catch (IOException | UncheckedIOException e) {
      // killed
    }
    to.add("nothing more: it has ended");
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }
}
