package dev.ordercache.app;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.springframework.beans.BeansException;

/** What the programs have in common that run the service, alone or with more. */
public final class Program {

  private Program() {}

  /**
   * Runs the service until the process is stopped, and prints where it answers. If it cannot start,
   * prints why, and ends the process with exit code 1.
   */
  public static void run(Supplier<Application> start) throws InterruptedException {
    configureLogging();
    try (Application application = start.get()) {
      application.whenReady(
          () -> System.out.println("Order cache ready at " + application.address()));
      application.awaitStop();
    } catch (RuntimeException e) {
      System.err.println("Order cache cannot start: " + reasons(e));
      System.exit(1);
    }
  }

  private static void configureLogging() {
    if (System.getProperty("java.util.logging.config.file") == null) {
      try (InputStream properties = Program.class.getResourceAsStream("logging.properties")) {
        LogManager.getLogManager().readConfiguration(properties);
        for (Handler handler : Logger.getLogger("").getHandlers()) {
          handler.setFormatter(new LineFormatter()); // not by name: Maven has another class loader
        }
      } catch (IOException e) {
        System.err.println("Logging is not configured: " + e.getMessage());
      }
    }
  }

  /** The messages of an exception and its causes, each once, without Spring's own about beans. */
  private static String reasons(Throwable failure) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BeansException && cause.getCause() != null) {
        continue;
      }
      String message = cause.getMessage();
      String reason = message == null ? cause.getClass().getSimpleName() : message;
      if (reasons.indexOf(reason) < 0) {
        reasons.append(reasons.isEmpty() ? "" : "\n  because: ").append(reason);
      }
    }
    return reasons.toString();
  }
}
