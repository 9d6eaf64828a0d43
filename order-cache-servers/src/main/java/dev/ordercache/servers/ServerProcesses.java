package dev.ordercache.servers;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The processes that run from one folder: those that were started here, and all others whose
 * executable is in that folder. This is how the servers of a killed JVM are found. It needs no file
 * with process ids, in which an id could by now belong to an unrelated process. Safe for use by
 * many threads.
 */
final class ServerProcesses {

  private static final System.Logger LOG = System.getLogger(ServerProcesses.class.getName());
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(6);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(3);

  private final Path folder;
  private final List<ProcessHandle> started = new ArrayList<>();
  private boolean stopped;

  ServerProcesses(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts a process whose output goes to {@code name.log} in the folder.
   *
   * <p>Where {@code setsid} exists, the process gets its own session: Ctrl-C in a terminal then
   * reaches only the JVM, which can close the clients of the servers before it stops them.
   */
  synchronized ServerProcess start(String name, List<String> command, Path workingFolder)
      throws IOException {
    if (stopped) {
      throw new EmbeddedServerException("stopped before " + name + " was started", null);
    }
    List<String> words = new ArrayList<>(Commands.find("setsid").stream().toList());
    words.addAll(command);
    File log = ServerFolder.privateFile(folder.resolve(name + ".log")).toFile();
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(workingFolder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .redirectInput(new File("/dev/null"));
    builder.environment().keySet().removeIf(variable -> variable.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    started.add(process.toHandle());
    return new ServerProcess(name, process, log.toPath());
  }

  /** Stops all, by force if they do not react, and prevents further starts. */
  void stop() {
    synchronized (this) {
      stopped = true;
    }
    Set<ProcessHandle> running = running();
    if (running.isEmpty()) {
      return;
    }
    Commands.interrupt(roots(running));
    if (!awaitEnd(running, STOP_TIMEOUT)) {
      Set<ProcessHandle> stubborn = running();
      LOG.log(System.Logger.Level.WARNING, "Killing {0}, which did not stop", stubborn);
      stubborn.forEach(ProcessHandle::destroyForcibly);
      awaitEnd(stubborn, KILL_TIMEOUT);
    }
  }

  private synchronized Set<ProcessHandle> running() {
    return Stream.concat(
            started.stream(), ProcessHandle.allProcesses().filter(this::runsFromFolder))
        .filter(ProcessHandle::isAlive)
        .collect(Collectors.toSet());
  }

  /** Signals are sent to the servers; their child processes end with them. */
  private static Set<ProcessHandle> roots(Set<ProcessHandle> processes) {
    Set<ProcessHandle> roots = new HashSet<>(processes);
    roots.removeIf(process -> process.parent().filter(processes::contains).isPresent());
    return roots;
  }

  private boolean runsFromFolder(ProcessHandle process) {
    return process
        .info()
        .command()
        .orElseGet(() -> firstArgument(process))
        .startsWith(folder + File.separator);
  }

  /**
   * Linux hides the executable, but not the command line, of a server that root runs as another
   * user in a container without the capability to trace.
   */
  private static String firstArgument(ProcessHandle process) {
    try {
      Path file = Path.of("/proc", Long.toString(process.pid()), "cmdline");
      String line = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      return line.substring(0, Math.max(0, line.indexOf('\0')));
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean awaitEnd(Set<ProcessHandle> processes, Duration timeout) {
    CompletableFuture<?>[] ends =
        processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(ends).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
