package dev.ordercache.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One running process, and the report of its failure. */
final class ServerProcess {

  private static final long PROBE_MILLIS = 10;
  private static final int TAIL = 15;

  private final String name;
  private final Process process;
  private final Path log;

  ServerProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  long pid() {
    return process.pid();
  }

  /**
   * Waits until the process is ready for use.
   *
   * @throws PortTakenException if it ended because its port is in use
   * @throws EmbeddedServerException if it ended otherwise, or is not ready in time
   */
  void awaitReady(Duration timeout, BooleanSupplier ready) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!process.waitFor(PROBE_MILLIS, TimeUnit.MILLISECONDS)) {
      if (ready.getAsBoolean()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw failure("is not ready after " + timeout.toSeconds() + " s");
      }
    }
    if (tail().contains("Address already in use")) {
      throw new PortTakenException(name);
    }
    throw failure("ended with exit code " + process.exitValue());
  }

  /**
   * Waits until the process has done its work.
   *
   * @throws EmbeddedServerException if it fails, or is not done in time
   */
  void awaitSuccess(Duration timeout) throws InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failure("is not done after " + timeout.toSeconds() + " s");
    }
    if (process.exitValue() != 0) {
      throw failure("ended with exit code " + process.exitValue());
    }
  }

  private EmbeddedServerException failure(String what) {
    return new EmbeddedServerException(
        name + " " + what + "; the end of its log " + log + " was:\n" + tail(), null);
  }

  private String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    } catch (IOException e) {
      return "(it cannot be read: " + e + ")";
    }
  }
}
