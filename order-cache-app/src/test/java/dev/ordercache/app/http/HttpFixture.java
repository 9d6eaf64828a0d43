package dev.ordercache.app.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ordercache.OrderId;
import dev.ordercache.OrderQuery;
import dev.ordercache.app.events.EventHub;
import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.settings.HttpLimits;
import dev.ordercache.app.settings.HttpSettings;
import dev.ordercache.app.users.Logins;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cacheaside.CacheAsideOrderQuery;
import dev.ordercache.cacheaside.CacheAsideSettings;
import dev.ordercache.consistency.ConsistencyReport;
import dev.ordercache.memory.CacheSettings;
import dev.ordercache.memory.InMemoryOrderCache;
import dev.ordercache.memory.InMemoryOrders;
import dev.ordercache.memory.ManualClock;
import dev.ordercache.memory.Orders;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.preload.BackgroundPreload;
import dev.ordercache.preload.Preload;
import dev.ordercache.preload.PreloadSettings;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget;
import dev.ordercache.statuschange.Recovery;
import dev.ordercache.statuschange.StatusChanges;
import dev.ordercache.statuschange.WorkerSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The HTTP side on a database and a cache in memory, and a client. */
final class HttpFixture implements AutoCloseable {

  static final int CHANGES_AT_ONCE = 32;

  static {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // a busy machine needs more than usual
  }

  final CachePlan plan = CachePlan.defaults();
  final ManualClock clock = new ManualClock();
  final InMemoryOrders database = new InMemoryOrders(clock);
  final InMemoryOrderCache cache =
      new InMemoryOrderCache(CacheSettings.defaults().withTimeToLive(Duration.ofDays(1)), clock);

  /** Runs until it is closed once it is started, because nothing verifies what it reads. */
  final BackgroundPreload preload =
      new BackgroundPreload(
          new Preload(database, plan, new PreloadSettings(0, 1, 1, Duration.ofHours(1))));

  final ConsistencyReport consistency = report();
  volatile boolean databaseIsDown;
  volatile Runnable beforeDatabase = () -> {};
  volatile Runnable beforeReport = () -> {};
  volatile Runnable beforeAcceptance = () -> {};
  volatile Runnable afterAcceptance = () -> {};
  volatile boolean cacheIsDown;
  volatile boolean changesAreHeld;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  final EventHub events;

  /** Null without a users file. */
  final @Nullable Logins logins;

  final SwitchedChanges stored;
  final StatusChanges changes;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Routes routes;
  private final HttpServer server;

  HttpFixture() {
    this(0, null);
  }

  HttpFixture(HttpSettings settings) {
    this(settings, null, EventSettings.defaults(), HttpServer.IDLE);
  }

  HttpFixture(int requestsPerSecond, @Nullable Path usersFile) {
    this(requestsPerSecond, usersFile, EventSettings.defaults());
  }

  HttpFixture(int requestsPerSecond, @Nullable Path usersFile, @Nullable Recovery recovery) {
    this(
        settings(requestsPerSecond, usersFile),
        recovery,
        EventSettings.defaults(),
        HttpServer.IDLE);
  }

  HttpFixture(int requestsPerSecond, @Nullable Path usersFile, EventSettings settings) {
    this(requestsPerSecond, usersFile, settings, HttpServer.IDLE);
  }

  HttpFixture(
      int requestsPerSecond, @Nullable Path usersFile, EventSettings settings, Duration idle) {
    this(settings(requestsPerSecond, usersFile), null, settings, idle);
  }

  private HttpFixture(
      HttpSettings http, @Nullable Recovery recovery, EventSettings settings, Duration idle) {
    setGuard();
    events = new EventHub(settings);
    events.start();
    SwitchedDatabase switched = new SwitchedDatabase(this);
    OrderCache switchedCache = new SwitchedCache(this);
    OrderQuery orders =
        new CacheAsideOrderQuery(switched, switchedCache, plan, CacheAsideSettings.defaults());
    stored = new SwitchedChanges(this, recovery);
    changes =
        new StatusChanges(
            new StatusChanges.Parts(
                stored, stored, stored, (stale, unused) -> switchedCache.invalidate(stale), plan),
            WorkerSettings.defaults(),
            recovery);
    changes.start();
    logins =
        http.usersFile() == null
            ? null
            : new Logins(http.usersFile(), events::endStreamsOf, this::nanos);
    if (logins != null) {
      logins.start();
    }
    routes =
        new Routes(
            new Routes.Parts(
                orders,
                switched,
                switchedCache,
                changes,
                CHANGES_AT_ONCE,
                plan,
                preload,
                () -> {
                  beforeReport.run();
                  return consistency;
                },
                registry,
                events,
                clock),
            logins);
    server = new HttpServer(http, routes, idle);
    server.start();
  }

  private static HttpSettings settings(int requestsPerSecond, @Nullable Path usersFile) {
    return HttpSettings.defaults()
        .withLimits(HttpLimits.defaults().withRate(requestsPerSecond))
        .withUsers(usersFile);
  }

  private long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(clock.millis());
  }

  private static ConsistencyReport report() {
    ConsistencyReport.Stage stage =
        new ConsistencyReport.Stage("100ms", Duration.ofMillis(100), 7, 6, 1, 0);
    ConsistencyReport.Finding finding =
        new ConsistencyReport.Finding(
            new OrderId(1), Orders.APPROVED, 1L, null, 2_500, Orders.start());
    return new ConsistencyReport(8, 0, List.of(stage), 1, 2, 1, 1, 0, 2_500, List.of(finding));
  }

  /** Sets the guard for an hour, as a relay's first round does. */
  private void setGuard() {
    ChangeLog.Term term = new ChangeLog.Term(1, "memory", new Progress(0, 0));
    cache.takeOver(term, new RelayTarget.Round(List.of(), cache.time(), Duration.ofHours(1)));
  }

  HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  HttpResponse<String> post(String path, String body, String... headers) {
    return send(request(path, headers).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> delete(String path, String... headers) {
    return send(request(path, headers).DELETE());
  }

  /** The metrics, not read over HTTP. */
  String metrics() {
    return registry.scrape();
  }

  URI address() {
    return server.address();
  }

  /** Returns the response when it begins, even if its body has no end. */
  HttpResponse<InputStream> begin(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofInputStream());
  }

  /** The status that the port for the probes answers with. */
  int probe(String path) {
    URI probes = URI.create("http://127.0.0.1:" + server.probePort() + path);
    return send(HttpRequest.newBuilder(probes).GET()).statusCode();
  }

  /** Sends any text, and returns everything up to the end of the connection. */
  String raw(String request) {
    URI address = server.address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.address().resolve(path)).timeout(Duration.ofSeconds(50));
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    return send(request, BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Sends without waiting for the answer. */
  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), BodyHandlers.ofString());
  }

  /** How many requests wait for the end of a change. */
  int awaited() {
    return changes.statistics().awaited();
  }

  /** Every method and path that has a route. */
  Set<String> routes() {
    TreeSet<String> all = new TreeSet<>();
    operations().forEach(operation -> all.add(operation.method() + " " + operation.path()));
    return all;
  }

  List<Operation> operations() {
    return routes.all().stream().flatMap(route -> route.operations().stream()).toList();
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.parse(response.body());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  static void assertProblem(int status, String code, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", header(response, "Content-Type"));
    assertEquals("urn:order-cache:problem:" + code, json(response).get("type").stringValue());
    assertEquals(status, json(response).get("status").intValue());
  }

  static void assertNames(String field, HttpResponse<String> response) {
    assertEquals(field, json(response).path("field").asString(null), response.body());
  }

  @Override
  public void close() {
    server.close();
    preload.close();
    changes.close();
    if (logins != null) {
      logins.close();
    }
  }
}
