package dev.ordercache.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One client that sends the next request as soon as it has its answer. */
final class HttpClientLoop {

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI base;

  HttpClientLoop(URI base) {
    this.base = base;
  }

  HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).GET());
  }

  HttpResponse<String> delete(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).DELETE());
  }

  HttpResponse<String> post(String path) {
    return send(
        HttpRequest.newBuilder(base.resolve(path)).POST(HttpRequest.BodyPublishers.noBody()));
  }

  /** Times this number of answers, after a tenth as many for warm-up; all must be 200. */
  Durations time(String path, int count) {
    for (int i = 0; i < Math.max(1, count / 10); i++) {
      get(path);
    }
    Durations durations = new Durations(count);
    for (int i = 0; i < count; i++) {
      durations.add(time(path));
    }
    return durations;
  }

  /**
   * Repeats a request until the answer comes from the cache; then the relay has applied all
   * changes.
   */
  void awaitHit(String path) {
    while (!get(path).headers().firstValue("Cache-Status").orElse("").contains("hit")) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }

  /** The nanoseconds until the answer, which must be 200. */
  long time(String path) {
    long began = System.nanoTime();
    int status = get(path).statusCode();
    long nanos = System.nanoTime() - began;
    if (status != 200) {
      throw new IllegalStateException(path + " answers " + status);
    }
    return nanos;
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
