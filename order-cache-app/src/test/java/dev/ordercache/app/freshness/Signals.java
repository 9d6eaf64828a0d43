package dev.ordercache.app.freshness;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What is done to a process from outside. */
public final class Signals {

  private Signals() {}

  /** Stops it in its tracks: connections stay open, and nothing in it goes on. */
  public static void stop(Process process) {
    send("STOP", process);
  }

  /** Lets it go on. */
  public static void resume(Process process) {
    send("CONT", process);
  }

  private static void send(String name, Process process) {
    try {
      new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
