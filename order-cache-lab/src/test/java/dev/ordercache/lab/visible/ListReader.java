package dev.ordercache.lab.visible;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A client that reads the list, and finds in it the number of the newest change. */
final class ListReader {

  /** Comes before the number in the order that changes. */
  static final String MARK = "change-";

  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpRequest request;

  ListReader(URI app, String list) {
    request =
        HttpRequest.newBuilder(app.resolve(list)).timeout(Duration.ofNanos(TIMEOUT_NANOS)).build();
  }

  /** Reads every millisecond until this change is seen; returns the newest that is. */
  long awaitSeen(long change) {
    long began = System.nanoTime();
    long newest = newest(read());
    while (newest < change) {
      if (System.nanoTime() - began > TIMEOUT_NANOS) {
        throw new IllegalStateException("not seen within 30 s: change " + change);
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      newest = newest(read());
    }
    return newest;
  }

  /** The number of the newest change that an answer shows; -1 if it shows none. */
  private static long newest(HttpResponse<String> answer) {
    String body = answer.body();
    int mark = body.indexOf(MARK);
    int end = body.indexOf('"', mark);
    return mark < 0 ? -1 : Long.parseLong(body.substring(mark + MARK.length(), end));
  }

  /** Reads the list, which must be answered. */
  HttpResponse<String> read() {
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("answer " + answer.statusCode() + ": " + answer.body());
      }
      return answer;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
