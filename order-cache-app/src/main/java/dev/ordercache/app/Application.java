package dev.ordercache.app;

import dev.ordercache.app.http.HttpServer;
import dev.ordercache.app.settings.AppSettings;
import dev.ordercache.caching.OrderCaching;
import dev.ordercache.jdbc.JdbcSettings;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The running service. It stops with the JVM. If the JVM ends during the start, everything that was
 * started by then is stopped too. Safe for use by many threads.
 */
public final class Application implements AutoCloseable {

  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();
  private final Thread stopWithTheJvm = new Thread(this::stopWithTheJvm, "order-cache-stop");
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile @Nullable Backends backends;
  private volatile boolean started;

  private Application() {}

  /**
   * Starts everything and returns when requests are answered. Preloading goes on in the background.
   *
   * @throws RuntimeException if something cannot be started; nothing is left running
   */
  public static Application start(AppSettings settings) {
    HttpServer.requireFree(settings.http());
    Application application = new Application();
    Runtime.getRuntime().addShutdownHook(application.stopWithTheJvm);
    try {
      Backends backends = application.startBackends(settings);
      application.context.registerBean(AppSettings.class, () -> settings);
      application.context.registerBean(
          Backends.class,
          () -> backends,
          definition -> definition.setDestroyMethodName("")); // explain() needs them later
      application.context.register(AppConfiguration.class);
      application.context.refresh();
      application.started = true;
      return application;
    } catch (RuntimeException e) {
      RuntimeException reason = application.explain(e);
      application.close();
      throw reason;
    } catch (Error e) {
      application.close();
      throw e;
    }
  }

  private RuntimeException explain(RuntimeException failure) {
    Backends running = backends;
    return running == null || running.embedded() == null
        ? failure
        : running.embedded().explain(failure);
  }

  /** Synchronized: the end of the JVM waits until the servers that must be stopped are known. */
  private synchronized Backends startBackends(AppSettings settings) {
    Backends running = Backends.start(settings);
    backends = running;
    return running;
  }

  /** The address at which the service answers. */
  public URI address() {
    return context.getBean(HttpServer.class).address();
  }

  /** The database that it reads, for tools that run beside it. */
  public JdbcSettings database() {
    return Objects.requireNonNull(backends).database();
  }

  /** The Redis that it caches in, for tools that run beside it. */
  public String redisUri() {
    return Objects.requireNonNull(backends).redisUri();
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
   * it has started by then end with the JVM; the embedded servers do not.
   */
  private synchronized void stopWithTheJvm() {
    if (started) {
      stop();
    } else {
      stopBackends();
    }
  }

  private synchronized void stop() {
    try {
      context.close();
    } finally {
      stopBackends();
    }
  }

  private void stopBackends() {
    Backends running = backends;
    if (running != null) {
      running.close();
    }
    stopped.countDown();
  }
}
