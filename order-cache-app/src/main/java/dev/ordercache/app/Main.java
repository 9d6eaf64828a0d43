package dev.ordercache.app;

import dev.ordercache.app.settings.AppSettings;

/** Runs the service until the process is stopped. */
public final class Main {

  private Main() {}

  /** Takes no arguments: see {@link AppSettings} for the settings. */
  public static void main(String[] arguments) throws InterruptedException {
    Program.run(() -> Application.start(AppSettings.load()));
  }
}
