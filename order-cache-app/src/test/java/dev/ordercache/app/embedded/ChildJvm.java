package dev.ordercache.app.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Another JVM that starts both servers, prints how to reach them, and closes them when it ends. */
final class ChildJvm {

  private final Process process;
  private final BufferedReader output;

  private ChildJvm(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Starts it by a command that begins with these words, as for a shell that sets limits. */
  static ChildJvm start(Path temporaryFolder, String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + temporaryFolder);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Body.class.getName()));
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  Process process() {
    return process;
  }

  /** Reads its output up to a line that begins with this, and returns the rest of that line. */
  String await(String beginning) throws IOException {
    List<String> lines = new ArrayList<>();
    while (true) {
      String line = output.readLine();
      if (line == null) {
        throw new AssertionError("no line " + beginning + " in: " + lines);
      }
      if (line.startsWith(beginning)) {
        return line.substring(beginning.length());
      }
      lines.add(line);
    }
  }

  /** Its remaining output, up to its end. */
  String rest() {
    return String.join("\n", output.lines().toList());
  }

  /** The program of the other JVM. */
  static final class Body {

    private Body() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("begin");
      EmbeddedServers servers = EmbeddedServers.start(true, true);
      Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
      System.out.println("jdbc " + servers.jdbc().orElseThrow().url());
      System.out.println("password " + servers.jdbc().orElseThrow().password());
      System.out.println("redis " + servers.redisUri().orElseThrow());
      System.out.println("folder " + servers.folder());
      Objects.checkIndex(System.in.read() + 1, Integer.MAX_VALUE);
    }
  }
}
