package dev.ordercache.demo;

import dev.ordercache.app.Program;
import dev.ordercache.app.settings.AppSettings;

/** Runs the demonstration until the process is stopped. */
public final class Main {

  private Main() {}

  /** Takes no arguments: see {@link AppSettings} for the settings. */
  public static void main(String[] arguments) throws InterruptedException {
    Program.run(() -> Demo.start(AppSettings.loadForDemo()).application());
  }
}
