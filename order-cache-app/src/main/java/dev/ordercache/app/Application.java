package dev.ordercache.app;

import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.jdbc.JdbcSettings;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The running service. It stops with the JVM. Safe for use by many threads. */
public final class Application implements AutoCloseable {

  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();
  private final Thread stopWithTheJvm = new Thread(this::stopWithTheJvm, "order-cache-stop");
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean started;

  private final AppSettings settings;

  private Application(AppSettings settings) {
    this.settings = settings;
  }

  /**
   * Starts everything and returns when requests are answered. Preloading goes on in the background.
   *
   * @param settings which name both servers
   * @throws RuntimeException if something cannot be started; nothing is left running
   */
  public static Application start(AppSettings settings) {
    return start(settings, database -> {});
  }

  /** The same for a program that prepares the database. */
  public static Application start(AppSettings settings, DatabasePreparation preparation) {
    HttpServer.requireFree(settings.http());
    Application application = new Application(settings);
    Runtime.getRuntime().addShutdownHook(application.stopWithTheJvm);
    try {
      application.context.registerBean(AppSettings.class, () -> settings);
      application.context.registerBean(DatabasePreparation.class, () -> preparation);
      application.context.register(AppConfiguration.class);
      application.context.refresh();
      application.started = true;
      return application;
    } catch (RuntimeException | Error e) {
      application.close();
      throw e;
    }
  }

  /** The address at which the service answers. */
  public URI address() {
    return context.getBean(HttpServer.class).address();
  }

  /** The database that it reads, for tools that run beside it. */
  public JdbcSettings database() {
    return Objects.requireNonNull(settings.jdbc());
  }

  /** The Redis that it caches in, for tools that run beside it. */
  public String redisUri() {
    return Objects.requireNonNull(settings.redisUri());
  }

  /** Runs an action when the first preload is over, or at once if it is over already. */
  public void whenReady(Runnable action) {
    context.getBean(OrderCaching.class).preload().whenReady(action);
  }

  /** Waits until it is stopped. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
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

  /**
   * A context cannot be closed before its start has ended, which may take minutes. The beans that
   * it has started by then end with the JVM.
   */
  private void stopWithTheJvm() {
    if (started) {
      stop();
    }
  }

  private synchronized void stop() {
    try {
      context.close();
    } finally {
      stopped.countDown();
    }
  }
}
