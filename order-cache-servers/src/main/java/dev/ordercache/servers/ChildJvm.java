package dev.ordercache.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program in another JVM with the class path of this one, for tests that read its output and end
 * it. Its output and errors are one stream, which one thread of the test reads.
 */
public final class ChildJvm implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** A program that is not started yet. */
  public static Builder of(Class<?> program, String... arguments) {
    return new Builder(program, List.of(arguments));
  }

  /** How the program is started. */
  public static final class Builder {

    private final Class<?> program;
    private final List<String> arguments;
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final Map<String, String> variables = new HashMap<>();

    private Builder(Class<?> program, List<String> arguments) {
      this.program = program;
      this.arguments = arguments;
    }

    /** With options of the JVM. */
    public Builder with(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    /** With environment variables. */
    public Builder with(Map<String, String> more) {
      variables.putAll(more);
      return this;
    }

    /** Behind some words, such as those of a shell that sets limits. */
    public Builder behind(String... words) {
      before.addAll(List.of(words));
      return this;
    }

    /** Starts it. */
    public ChildJvm start() {
      List<String> command = new ArrayList<>(before);
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
      command.addAll(options);
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
      command.addAll(arguments);
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(variables);
      try {
        return new ChildJvm(builder.start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The process, whose output must not be read. */
  public Process process() {
    return process;
  }

  /**
   * Reads its output up to a line that begins with this, and returns the rest of that line.
   *
   * @throws IllegalStateException if the output ends before that
   */
  public String await(String beginning) {
    return await(beginning, line -> line.startsWith(beginning)).substring(beginning.length());
  }

  /** The same up to a line that contains this; returns the line. */
  public String awaitPart(String part) {
    return await(part, line -> line.contains(part));
  }

  private String await(String wanted, Predicate<String> found) {
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = line();
      if (line == null) {
        throw new IllegalStateException("no line " + wanted + " in: " + lines);
      }
      if (found.test(line)) {
        return line;
      }
      lines.add(line);
    }
  }

  private @Nullable String line() {
    try {
      return output.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads its output until it ends. */
  public List<String> rest() {
    return lines().toList();
  }

  /** The lines of its output as they come. */
  public Stream<String> lines() {
    return output.lines();
  }

  /** Sends SIGTERM. {@code Process.destroy} would close the output first. */
  public void terminate() {
    process.toHandle().destroy();
  }

  /** Ends it as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Ends it as an operator does, and kills it if it does not end within half a minute. */
  @Override
  public void close() {
    terminate();
    process.onExit().completeOnTimeout(process, 30, TimeUnit.SECONDS).join();
    kill();
  }
}
