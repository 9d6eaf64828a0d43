package dev.ordercache.demo;

import dev.ordercache.app.Application;
import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.settings.AppSettings;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The app on an embedded server for each that its settings do not name, with demonstration orders.
 * It stops with the JVM, the app first. If the JVM ends during the start, the servers that were
 * started by then are stopped at once. Safe for use by many threads.
 */
public final class Demo implements AutoCloseable {

  private final Thread stopWithTheJvm = new Thread(this::stop, "order-cache-demo-stop");
  private @Nullable Backends backends;
  private volatile @Nullable Application application;

  private Demo() {}

  /**
   * Starts everything and returns when requests are answered.
   *
   * @param settings which need not name the servers
   * @throws RuntimeException if something cannot be started; nothing is left running
   */
  public static Demo start(AppSettings settings) {
    HttpServer.requireFree(settings.http());
    Demo demo = new Demo();
    Runtime.getRuntime().addShutdownHook(demo.stopWithTheJvm);
    try {
      Backends backends = demo.startBackends(settings);
      try {
        demo.application =
            Application.start(
                backends.settings(), database -> load(database, settings.demoOrders()));
        return demo;
      } catch (RuntimeException e) {
        throw backends.explain(e);
      }
    } catch (RuntimeException | Error e) {
      demo.close();
      throw e;
    }
  }

  /** Synchronized: the end of the JVM waits until the servers that must be stopped are known. */
  private synchronized Backends startBackends(AppSettings settings) {
    Backends running = Backends.start(settings);
    backends = running;
    return running;
  }

  private static void load(DataSource database, int orders) {
    if (orders > 0) {
      try {
        new DemoOrders(database, Clock.systemUTC()).load(orders);
      } catch (SQLException e) {
        throw new IllegalStateException("the demonstration orders cannot be loaded", e);
      }
    }
  }

  /** The running app. */
  public Application application() {
    return Objects.requireNonNull(application);
  }

  /** Stops everything that it has started. May be called more than once. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(stopWithTheJvm);
    } catch (IllegalStateException e) {
      // the JVM is already ending, and the hook will find nothing to stop
    }
  }

  private synchronized void stop() {
    Application running = application;
    if (running != null) {
      running.close();
    }
    if (backends != null) {
      backends.close();
    }
  }
}
