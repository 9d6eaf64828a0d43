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
 * @param copy the copy whose identity was sent to Redis. It is kept here because {@link
 *     ValidatedCopies} may meanwhile have dropped or replaced it.
 */
record LookupReply<V>(CacheKey<V> key, @Nullable ValidatedCopy<V> copy) {

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
        ValidatedCopy<V> value = value(kind.equals("held"), parts.get(2), codec);
        if (value == null) {
          return null;
        }
        if (!generation.equals(value.generation())) {
          copies.put(key, value.in(generation));
        }
        return new Lookup.Hit<>(value.snapshot(), generation);
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
        ValidatedCopy<V> value = value(same, parts.get(2), codec);
        if (value == null) {
          return null;
        }
        if (!same || copy == null) {
          copies.put(key, value);
        }
        return new Lookup.Unverified<>(value.snapshot());
      }
    }
  }

  private @Nullable ValidatedCopy<V> value(boolean same, byte[] stored, OrderCodec codec) {
    return same && copy != null ? copy : codec.decode(key, stored);
  }

  private static String text(byte[] part) {
    return new String(part, US_ASCII);
  }
}
