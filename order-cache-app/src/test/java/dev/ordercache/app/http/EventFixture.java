package dev.ordercache.app.http;

import static org.awaitility.Awaitility.await;

import dev.ordercache.app.events.EventSettings;
import dev.ordercache.app.events.EventStatistics;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventReader;
import dev.ordercache.memory.InMemoryEventLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The HTTP side with an event log in memory, a reader of it, and clients of the events. */
final class EventFixture implements AutoCloseable {

  static final String EVENTS = "/api/events";

  final InMemoryEventLog log = new InMemoryEventLog(10_000);
  final HttpFixture http;
  private final EventReader reader;
  private final AtomicLong published = new AtomicLong(1); // the log begins with one
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();

  EventFixture() {
    this(EventSettings.defaults());
  }

  EventFixture(EventSettings settings) {
    this(settings, null);
  }

  EventFixture(EventSettings settings, @Nullable Path usersFile) {
    this(new HttpFixture(0, usersFile, settings));
  }

  EventFixture(HttpFixture http) {
    this.http = http;
    reader = new EventReader(log);
    reader.listen(http.events::publish);
    reader.start();
    awaitPublished();
  }

  /** A client over java.net.http; it has received the start of the stream. */
  Listener listen(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(http.address().resolve(path)).timeout(Duration.ofMinutes(1));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<Stream<String>> response = client.send(request.build(), BodyHandlers.ofLines());
      Listener listener = new Listener(response);
      open.add(listener);
      listener.awaitRetry();
      return listener;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A client that has sent its request and reads nothing by itself, with small buffers. */
  Socket connect() {
    return connect("GET " + EVENTS + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  Socket connect(String request) {
    URI address = http.address();
    try {
      Socket socket = new Socket();
      open.add(socket);
      socket.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
      socket.setSoTimeout(20_000);
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return socket;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String[] as(String user, String password, String... more) {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    String basic = "Basic " + Base64.getEncoder().encodeToString(pair);
    return Stream.concat(Stream.of("Authorization", basic), Stream.of(more)).toArray(String[]::new);
  }

  String publish(Event... events) {
    published.addAndGet(events.length);
    return log.add(List.of(events));
  }

  /** Publishes, and waits until the events were passed to all clients. */
  void publishAndWait(Event... events) {
    publish(events);
    awaitPublished();
  }

  private void awaitPublished() {
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> reader.statistics().entries() >= published.get());
  }

  /**
   * Publishes a reset, so that every later event is sent by itself, and waits for it. Events that
   * were published before have been sent before: a reset would replace them.
   */
  String begin(Listener listener) {
    awaitPublished();
    String position = publish(new Event.Reset());
    listener.awaitReset(position);
    return position;
  }

  EventStatistics statistics() {
    return http.events.statistics();
  }

  void awaitClients(int count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> statistics().clients() == count);
  }

  @Override
  public void close() {
    for (AutoCloseable each : open) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    http.close();
    reader.close();
  }
}
