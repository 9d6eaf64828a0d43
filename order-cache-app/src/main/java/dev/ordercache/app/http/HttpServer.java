package dev.ordercache.app.http;

import dev.ordercache.app.settings.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with the routes, limits and authentication of the contract. */
public final class HttpServer implements AutoCloseable {

  /**
   * How long a connection may be idle, unless its request waits or streams. Clients and load
   * balancers are to give up theirs before, and do so after 60 seconds as a rule: this end might
   * close one on which a request is on its way.
   */
  static final Duration IDLE = Duration.ofSeconds(75);

  private static final int MAX_BODY_BYTES = 16 * 1024;
  private static final int MAX_THREADS = 200;
  private static final int MAX_CLIENTS_TRACKED = 10_000;
  private static final long SHUTDOWN_IDLE_MILLIS = 50;
  private static final long STOP_MILLIS = 5_000;

  private final Routes routes;
  private final Server server;
  private final ServerConnector connector;

  /** A server that does not listen yet: see {@link #start}. */
  public HttpServer(HttpSettings settings, Routes routes) {
    this(settings, routes, IDLE);
  }

  /** Ends connections on which nothing happens for this time, but for streams of events. */
  HttpServer(HttpSettings settings, Routes routes, Duration idle) {
    this.routes = routes;
    server = new Server(threadPool());
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new ProblemErrorHandler());
    connector = new ServerConnector(server, new HttpConnectionFactory(configuration()));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.setIdleTimeout(idle.toMillis());
    connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(
        new GracefulHandler(limited(settings, routes.authenticated(mapped(routes.all())))));
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalStateException if the address or port can not be used
   */
  public void start() {
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(refusal(connector.getHost(), connector.getPort()), e);
    }
  }

  /**
   * Finds out whether a server could listen, before anything else is started for it.
   *
   * @throws IllegalStateException if the address or port can not be used
   */
  public static void requireFree(HttpSettings settings) {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true); // as Jetty will
      listener.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (IOException | UnresolvedAddressException e) {
      throw new IllegalStateException(refusal(settings.host(), settings.port()), e);
    }
  }

  private static String refusal(String host, int port) {
    return "can not listen at %s:%d, which ORDER_CACHE_HTTP_HOST and ORDER_CACHE_HTTP_PORT say"
        .formatted(host, port);
  }

  /** Where it listens, with the port that it has. */
  public URI address() {
    String host =
        connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
    return URI.create("http://" + host + ":" + connector.getLocalPort() + "/");
  }

  /**
   * Answers those who wait, ends the streams of events, for which clients that do not read have 2
   * seconds, refuses new requests, lets those under way end for 5 seconds at most, and stops.
   */
  @Override
  public void close() {
    routes.endWaits();
    routes.endStreams();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop cleanly", e);
    }
  }

  private static QueuedThreadPool threadPool() {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName("http");
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    }
    return threads;
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    return configuration;
  }

  private static Handler mapped(List<Route> routes) {
    PathMappingsHandler paths = new PathMappingsHandler();
    routes.forEach(route -> paths.addMapping(route.path(), route));
    return paths;
  }

  private static Handler limited(HttpSettings settings, Handler handler) {
    SizeLimitHandler sized = new SizeLimitHandler(MAX_BODY_BYTES, -1);
    sized.setHandler(handler);
    return settings.rateLimit() == 0
        ? sized
        : new DoSHandler(
            sized,
            DoSHandler.ID_FROM_REMOTE_ADDRESS,
            new DoSHandler.LeakingBucketTrackerFactory(settings.rateLimit()),
            new DoSHandler.StatusRejectHandler(),
            MAX_CLIENTS_TRACKED);
  }
}
