package dev.ordercache.app.http;

import dev.ordercache.app.settings.HttpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.DoSHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** Jetty with the routes, limits and authentication of the contract. */
public final class HttpServer implements AutoCloseable {

  /**
   * How long a connection may be idle, unless its request waits or streams. Clients and load
   * balancers should close idle connections earlier, and usually do so after 60 seconds: otherwise
   * the server might close one on which a request is on its way.
   */
  static final Duration IDLE = Duration.ofSeconds(75);

  private static final String PORT_SETTING = "ORDER_CACHE_HTTP_PORT";
  private static final String PROBE_PORT_SETTING = "ORDER_CACHE_PROBE_PORT";
  private static final int MAX_THREADS = 200;
  private static final int PROBE_THREADS = 8;
  private static final PathSpec PROBES = PathSpec.from("/health/*");
  private static final int MAX_CLIENTS_TRACKED = 10_000;
  private static final long SHUTDOWN_IDLE_MILLIS = 50;
  private static final long STOP_MILLIS = 5_000;

  private final HttpSettings settings;
  private final Routes routes;
  private final Server server;
  private final ServerConnector connector;
  private final SlowConnections slow;
  private final @Nullable Tls tls;

  /** A server that does not listen yet: see {@link #start}. */
  public HttpServer(HttpSettings settings, Routes routes) {
    this(settings, routes, IDLE);
  }

  /** Closes connections that are idle for this time, except streams of events. */
  HttpServer(HttpSettings settings, Routes routes, Duration idle) {
    this.settings = settings;
    this.routes = routes;
    server = new Server(threadPool("http", MAX_THREADS));
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new ProblemErrorHandler(routes.metrics()));
    TrustedProxies proxies = new TrustedProxies(settings.proxies());
    Handler checked =
        new OriginChecks(
            limited(settings, routes.authenticated(new RouteTable(routes.all()))),
            settings.names(),
            settings.usersFile() != null,
            routes.metrics());
    MalformedRequests malformed =
        new MalformedRequests(new OnlyProbes(checked), proxies, new SecurityHeaders());
    HttpConfiguration configuration = configuration(malformed);
    slow = new SlowConnections(routes.metrics());
    tls = settings.tls() == null ? null : new Tls(settings.tls());
    SerialConnectionFactory http = new SerialConnectionFactory(configuration);
    connector =
        tls == null
            ? new ServerConnector(server, http)
            : new ServerConnector(server, tls.factory(), http);
    connector.addBean(slow);
    connector.addBean(
        new ConnectionCounts(
            settings.limits().connections(),
            settings.limits().connectionsOfAddress(),
            proxies,
            routes.metrics()));
    add(connector, settings.port(), idle);
    if (settings.probePort() != null) {
      add(probes(configuration), settings.probePort(), idle);
    }
    server.setHandler(new GracefulHandler(malformed));
  }

  /** On its own threads, so that it answers even if all others are busy. */
  private ServerConnector probes(HttpConfiguration configuration) {
    QueuedThreadPool threads = threadPool("probes", PROBE_THREADS);
    server.addBean(threads);
    ServerConnector probes =
        new ServerConnector(
            server, threads, null, null, 1, 1, new SerialConnectionFactory(configuration));
    probes.setName(OnlyProbes.CONNECTOR);
    return probes;
  }

  private void add(ServerConnector listener, int port, Duration idle) {
    listener.setHost(settings.host());
    listener.setPort(port);
    listener.setIdleTimeout(idle.toMillis());
    listener.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
    server.addConnector(listener);
  }

  /**
   * Begins to listen.
   *
   * @throws IllegalStateException if the address or port cannot be used
   */
  public void start() {
    try {
      server.start();
      slow.start();
      if (tls != null) {
        routes.metrics().tls(tls);
        tls.start();
      }
    } catch (Exception e) {
      throw new IllegalStateException(
          refusal(connector.getHost(), connector.getPort(), PORT_SETTING), e);
    }
  }

  /**
   * Checks that a server can listen, before anything else is started for it.
   *
   * @throws IllegalStateException if the address or a port cannot be used
   */
  public static void requireFree(HttpSettings settings) {
    requireFree(settings.host(), settings.port(), PORT_SETTING);
    if (settings.probePort() != null) {
      requireFree(settings.host(), settings.probePort(), PROBE_PORT_SETTING);
    }
  }

  private static void requireFree(String host, int port, String setting) {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.setOption(StandardSocketOptions.SO_REUSEADDR, true); // as Jetty will
      listener.bind(new InetSocketAddress(host, port));
    } catch (IOException | UnresolvedAddressException e) {
      throw new IllegalStateException(refusal(host, port, setting), e);
    }
  }

  private static String refusal(String host, int port, String setting) {
    return "cannot listen at %s:%d, which ORDER_CACHE_HTTP_HOST and %s say"
        .formatted(host, port, setting);
  }

  /** The address at which it listens, with the actual port. */
  public URI address() {
    String host =
        connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
    return URI.create(
        (tls == null ? "http://" : "https://") + host + ":" + connector.getLocalPort() + "/");
  }

  /** The port for probes only, or -1 if there is none. */
  int probePort() {
    return Stream.of(server.getConnectors())
        .filter(each -> OnlyProbes.CONNECTOR.equals(each.getName()))
        .mapToInt(each -> ((ServerConnector) each).getLocalPort())
        .findFirst()
        .orElse(-1);
  }

  /**
   * Stops the server. It reports not ready for the configured delay, then answers waiting requests
   * and ends the streams of events; clients that do not read have 2 seconds. Then it refuses new
   * requests and waits at most 5 seconds for those in progress.
   */
  @Override
  public void close() {
    routes.beginStop();
    awaitOthers();
    routes.endWaits();
    routes.endStreams();
    slow.close();
    if (tls != null) {
      tls.close();
    }
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop cleanly", e);
    }
  }

  /** Gives load balancers time to see that it is not ready, unless it never listened. */
  private void awaitOthers() {
    try {
      if (server.isStarted()) {
        TimeUnit.MILLISECONDS.sleep(settings.stopDelay().toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static QueuedThreadPool threadPool(String name, int max) {
    QueuedThreadPool threads = new QueuedThreadPool(max);
    threads.setName(name);
    if (VirtualThreads.areSupported()) {
      threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
    }
    return threads;
  }

  private static HttpConfiguration configuration(MalformedRequests malformed) {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.addCustomizer(new SecureRequestCustomizer(false)); // OriginChecks checks names
    configuration.addCustomizer(malformed);
    return configuration;
  }

  private static Handler limited(HttpSettings settings, Handler handler) {
    SizeLimitHandler sized = new SizeLimitHandler(RequestBody.MAX_BYTES, -1);
    sized.setHandler(handler);
    int rate = settings.limits().rate();
    return rate == 0 ? sized : ofRate(rate, sized);
  }

  private static Handler ofRate(int perSecond, Handler handler) {
    DoSHandler limited =
        new DoSHandler(
            handler,
            Source::name,
            new DoSHandler.LeakingBucketTrackerFactory(perSecond),
            new DoSHandler.StatusRejectHandler(),
            MAX_CLIENTS_TRACKED);
    limited.exclude(PROBES);
    return limited;
  }
}
