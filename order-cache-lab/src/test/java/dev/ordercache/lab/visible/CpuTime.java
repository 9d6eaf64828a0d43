package dev.ordercache.lab.visible;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How long processors have worked for a server, from Linux' {@code /proc}: for a process, for those
 * that it has started, and for those of these that have ended. Other load on the machine hardly
 * changes it.
 */
final class CpuTime {

  /** Of Linux on every architecture. */
  private static final double TICKS_PER_SECOND = 100;

  /** Of the fields after the name, which may contain blanks. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;
  private static final int ENDED_USER = 13;
  private static final int ENDED_SYSTEM = 14;

  private CpuTime() {}

  /** In seconds, since the server was started. */
  static double of(long pid) {
    ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(server), server.descendants())
            .mapToLong(process -> ticks(process.pid()))
            .sum()
        / TICKS_PER_SECOND;
  }

  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Stream.of(USER, SYSTEM, ENDED_USER, ENDED_SYSTEM)
          .mapToLong(field -> Long.parseLong(fields[field]))
          .sum();
    } catch (NoSuchFileException e) {
      return 0; // it has ended just now, and is counted with the one that started it
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
