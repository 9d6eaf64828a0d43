package dev.ordercache.app.http;

import dev.ordercache.Answer;
import dev.ordercache.Generation;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/**
 * Headers with the source of an answer and the duration of its read: {@code Cache-Status} (RFC
 * 9211), {@code Server-Timing}, and for a stale answer {@code Age}.
 *
 * @param answer what was read
 * @param nanos how long the read took
 */
record CacheHeaders<V>(Answer<V> answer, long nanos) {

  static final String CACHE_STATUS = "Cache-Status";
  static final String SERVER_TIMING = "Server-Timing";
  static final String GENERATION = "Order-Cache-Generation";
  static final String AS_OF = "Order-Cache-As-Of";

  private static final HttpField HIT = status("order-cache; hit");
  private static final HttpField MISS = status("order-cache; fwd=miss");
  private static final HttpField STORED = status("order-cache; fwd=miss; stored");
  private static final HttpField BYPASS = status("order-cache; fwd=bypass");

  private static final long NANOS_OF_HALF_MICRO = 500;
  private static final long MICROS_OF_MILLI = 1_000;

  static <V> CacheHeaders<V> timed(Supplier<Answer<V>> read) {
    long began = System.nanoTime();
    Answer<V> answer = read.get();
    return new CacheHeaders<>(answer, System.nanoTime() - began);
  }

  /** The least trustworthy of several answers that make up one reply. */
  static <V> Optional<Answer<V>> worst(Collection<Answer<V>> answers) {
    Comparator<Answer<V>> bySource = Comparator.comparing(Answer::source);
    return answers.stream()
        .max(
            bySource
                .thenComparing(answer -> answer.generation() == null)
                .thenComparing(Answer::asOf, Comparator.reverseOrder()));
  }

  V value() {
    return answer.value();
  }

  /** The name of the source in the contract's JSON. */
  String source() {
    return switch (answer.source()) {
      case HIT -> "cache";
      case MISS, BYPASS -> "database";
      case STALE -> "stale";
    };
  }

  ApiResponse on(ApiResponse reply, InstantSource clock) {
    return summaryOn(reply, clock).add(entry());
  }

  /** The time and the generation, which are the same as long as the cache returns this value. */
  HttpFields entry() {
    Generation generation = answer.generation();
    HttpFields.Mutable headers =
        HttpFields.build().add(new PreEncodedHttpField(AS_OF, answer.asOf().toString()));
    return generation == null
        ? headers
        : headers.add(new PreEncodedHttpField(GENERATION, generation.value()));
  }

  /** Omits the time and the generation, which belong to one entry and not to several. */
  ApiResponse summaryOn(ApiResponse reply, InstantSource clock) {
    reply.add(SERVER_TIMING, timing());
    return switch (answer.source()) {
      case HIT -> reply.add(HIT);
      case MISS -> reply.add(answer.generation() == null ? MISS : STORED);
      case BYPASS -> reply.add(BYPASS);
      case STALE -> staleOn(reply, clock);
    };
  }

  private ApiResponse staleOn(ApiResponse reply, InstantSource clock) {
    long age = Math.max(0, Duration.between(answer.asOf(), clock.instant()).toSeconds());
    return reply
        .add(CACHE_STATUS, "order-cache; hit; detail=database-unavailable; ttl=-" + age)
        .add(HttpHeader.AGE, Long.toString(age));
  }

  /** In milliseconds with three decimals. (String.format would be a tenth of a hit's cost.) */
  private String timing() {
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos + NANOS_OF_HALF_MICRO);
    String decimals = Long.toString(MICROS_OF_MILLI + micros % MICROS_OF_MILLI).substring(1);
    return "read;desc=" + code() + ";dur=" + micros / MICROS_OF_MILLI + "." + decimals;
  }

  private String code() {
    return switch (answer.source()) {
      case HIT -> "hit";
      case MISS -> "miss";
      case BYPASS -> "bypass";
      case STALE -> "stale";
    };
  }

  private static HttpField status(String value) {
    return new PreEncodedHttpField(CACHE_STATUS, value);
  }
}
