package dev.ordercache.app.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Reads a stream of events as the HTML standard requires, on a thread of its own. */
final class Listener implements AutoCloseable {

  /** An event that was dispatched. */
  record Received(String id, String name, String data) {}

  final HttpResponse<Stream<String>> response;
  final List<Received> received = new CopyOnWriteArrayList<>();
  private volatile String lastId = "";
  private volatile String retry = "";
  private final AtomicInteger blocks = new AtomicInteger();
  private volatile boolean ended;
  private volatile boolean orderly;

  Listener(HttpResponse<Stream<String>> response) {
    assertEquals(200, response.statusCode());
    this.response = response;
    Thread thread = new Thread(this::run, "listener");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    String id = "";
    String name = "";
    StringBuilder data = new StringBuilder();
    try {
      for (String line : (Iterable<String>) response.body()::iterator) {
        String value = line.substring(line.indexOf(':') + 1).stripLeading();
        if (line.isEmpty()) {
          lastId = id;
          if (!data.isEmpty()) {
            received.add(new Received(id, name, data.toString()));
          }
          data.setLength(0);
          name = "";
          blocks.incrementAndGet();
        } else if (line.startsWith("id:")) {
          id = value;
        } else if (line.startsWith("event:")) {
          name = value;
        } else if (line.startsWith("data:")) {
          data.append(value);
        } else if (line.startsWith("retry:")) {
          retry = value;
        }
      }
      orderly = true;
      ended = true;
    } catch (UncheckedIOException e) {
      ended = true;
    }
  }

  void awaitRetry() {
    await().until(() -> retry.matches("[1-5][0-9]{3}") && blocks.get() >= 2);
  }

  void awaitReset(String id) {
    awaitReceived(new Received(id, "reset", "{}"));
  }

  void awaitReceived(Received last) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> !received.isEmpty() && received.get(received.size() - 1).equals(last));
  }

  /** Names and data of the events that were received after the first {@code count}. */
  List<String> after(int count) {
    return received.stream().skip(count).map(h -> h.name() + " " + h.data()).toList();
  }

  String lastId() {
    return lastId;
  }

  boolean hasEnded() {
    return ended;
  }

  /** Whether the server has ended the response, not just the connection. */
  boolean hasEndedInOrder() {
    return ended && orderly;
  }

  @Override
  public void close() {
    response.body().close();
  }
}
