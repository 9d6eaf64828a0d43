package dev.ordercache.app.http;

import dev.ordercache.Answer;
import dev.ordercache.Source;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;

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
    ApiResponse described = summaryOn(reply, clock).with(AS_OF, answer.asOf().toString());
    return answer.generation() == null
        ? described
        : described.with(GENERATION, answer.generation().value());
  }

  /** Omits the time and the generation, which belong to one entry and not to several. */
  ApiResponse summaryOn(ApiResponse reply, InstantSource clock) {
    ApiResponse described =
        reply.with(
            SERVER_TIMING,
            String.format(Locale.ROOT, "read;desc=%s;dur=%.3f", code(), nanos / 1e6));
    if (answer.source() != Source.STALE) {
      return described.with(CACHE_STATUS, cacheStatus());
    }
    long age = Math.max(0, Duration.between(answer.asOf(), clock.instant()).toSeconds());
    return described
        .with(CACHE_STATUS, cacheStatus() + "; ttl=-" + age)
        .with(HttpHeader.AGE.asString(), Long.toString(age));
  }

  private String cacheStatus() {
    return switch (answer.source()) {
      case HIT -> "order-cache; hit";
      case MISS -> "order-cache; fwd=miss" + (answer.generation() == null ? "" : "; stored");
      case BYPASS -> "order-cache; fwd=bypass";
      case STALE -> "order-cache; hit; detail=database-unavailable";
    };
  }

  private String code() {
    return answer.source().name().toLowerCase(Locale.ROOT);
  }
}
