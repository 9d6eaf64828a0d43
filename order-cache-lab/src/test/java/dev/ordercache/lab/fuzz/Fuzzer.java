package dev.ordercache.lab.fuzz;

import dev.ordercache.lab.fuzz.RawConnection.Answer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends generated requests, and records those with a wrong answer. */
final class Fuzzer {

  private static final int MAX_FINDINGS = 20;
  private static final int THREADS = 4;
  private static final int REQUESTS_OF_CONNECTION = 200;
  private static final Pattern HANDED_OUT =
      Pattern.compile("\"(?:nextCursor|id)\":\"?([^\",}\\s]+)");

  /** Caused by the client's own protocol, or by a database or a cache that is slow. */
  private static final List<Integer> OF_OTHERS = List.of(501, 503, 505);

  private static final Pattern NOT_SHOWN = Pattern.compile("[^\\x20-\\x7e\\n]");

  private final URI app;
  private final Generator generator;
  private final long seed;
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();
  private long sent;

  Fuzzer(URI app, Generator generator, long seed) {
    this.app = app;
    this.generator = generator;
    this.seed = seed;
  }

  /** Sends so many requests, and returns the findings, at most 20. */
  List<String> send(long requests) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int n = 0; n < THREADS; n++) {
      SplittableRandom random = new SplittableRandom(seed + n);
      Thread thread = new Thread(() -> send(requests / THREADS, random), "fuzzer " + n);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return findings;
  }

  /** How often each status was answered; 0 stands for connections that ended without an answer. */
  Map<Integer, Long> statuses() {
    return statuses;
  }

  long sent() {
    return sent;
  }

  private void send(long requests, SplittableRandom random) {
    long left = requests;
    while (left > 0 && findings().size() < MAX_FINDINGS) {
      try (RawConnection connection = new RawConnection(app)) {
        boolean last = false;
        Generator.Made before = null;
        for (int n = 0; !last && n < REQUESTS_OF_CONNECTION && left > 0; n++, left--) {
          Generator.Made request = generator.next(random);
          last = send(connection, request, before);
          before = request;
        }
      } catch (IOException e) {
        found("no connection: " + e, null);
        return;
      }
    }
  }

  private boolean send(
      RawConnection connection, Generator.Made request, Generator.@Nullable Made before) {
    try {
      Answer answer = connection.send(request);
      take(answer, request, before);
      return answer.last();
    } catch (SocketTimeoutException e) {
      found("no answer within 45 s", request);
    } catch (IOException | RuntimeException e) {
      found("no answer that can be read: " + e, request);
    }
    return true;
  }

  private void take(Answer answer, Generator.Made request, Generator.@Nullable Made before) {
    synchronized (this) {
      statuses.merge(answer.status(), 1L, Long::sum);
      sent++;
    }
    if (answer.status() == 0 && !request.cut()) {
      found(
          "the connection ended without an answer"
              + (before == null ? "" : ", before it\n" + readable(before.text())),
          request);
    }
    if (answer.status() >= 500 && !OF_OTHERS.contains(answer.status())) {
      found("answered with " + answer.status() + " " + answer.body(), request);
    }
    String tag = answer.headers().get("etag");
    if (tag != null) {
      generator.learnTag(tag);
    }
    Matcher handedOut = HANDED_OUT.matcher(answer.body());
    if (handedOut.find()) {
      generator.learnId(handedOut.group(1));
    }
  }

  private synchronized List<String> findings() {
    return findings;
  }

  private synchronized void found(String what, Generator.@Nullable Made request) {
    if (findings.size() < MAX_FINDINGS) {
      String text = request == null ? "" : request.text();
      findings.add(
          what + "\n    " + readable(text.length() > 2_000 ? text.substring(0, 2_000) : text));
    }
  }

  /** With characters that a terminal does not show as numbers: they may be the cause. */
  private static String readable(String text) {
    return NOT_SHOWN
        .matcher(text)
        .replaceAll(match -> "\\\\x%02x".formatted((int) match.group().charAt(0)));
  }
}
