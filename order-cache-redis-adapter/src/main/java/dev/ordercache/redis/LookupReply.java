package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.Generation;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the reply of {@code lookup.lua} for one value.
 *
 * @param key the key that was looked up
 * @param held the copy whose identity was sent to Redis. It is kept here because {@link
 *     ValidatedCopies} may meanwhile have dropped or replaced it.
 */
record LookupReply<V>(CacheKey<V> key, @Nullable ValidatedCopy<V> held) {

  /**
   * Reads the three parts of the reply, and keeps the decoded value as a copy.
   *
   * @return null if there is a value that cannot be read
   */
  @Nullable Lookup<V> read(List<byte[]> parts, OrderCodec codec, ValidatedCopies copies) {
    String kind = text(parts.get(0));
    switch (kind) {
      case "hit", "held" -> {
        Generation generation = new Generation(text(parts.get(1)));
        ValidatedCopy<V> copy = copy(kind.equals("held"), parts.get(2), codec);
        if (copy == null) {
          return null;
        }
        if (!generation.equals(copy.generation())) {
          copies.put(key, copy.in(generation));
        }
        return new Lookup.Hit<>(copy.snapshot(), generation);
      }
      case "leased" -> {
        Generation generation = new Generation(text(parts.get(1)));
        return new Lookup.Leased<>(new Lease<>(key, generation, text(parts.get(2))));
      }
      case "busy" -> {
        return new Lookup.Busy<>(Duration.ofMillis(Long.parseLong(text(parts.get(1)))));
      }
      case "full" -> {
        return new Lookup.Full<>();
      }
      default -> {
        boolean same = text(parts.get(1)).equals("held");
        if (!same && parts.get(2).length == 0) {
          return new Lookup.Unverified<>(null);
        }
        ValidatedCopy<V> copy = copy(same, parts.get(2), codec);
        if (copy == null) {
          return null;
        }
        if (!same || held == null) {
          copies.put(key, copy);
        }
        return new Lookup.Unverified<>(copy.snapshot());
      }
    }
  }

  private @Nullable ValidatedCopy<V> copy(boolean same, byte[] stored, OrderCodec codec) {
    return same && held != null ? held : codec.decode(key, stored);
  }

  private static String text(byte[] part) {
    return new String(part, US_ASCII);
  }
}
