package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
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
 * @param copy the copy whose generation was sent to Redis. It is kept here because {@link
 *     ValidatedCopies} may meanwhile have dropped or replaced it.
 */
record LookupReply<V>(CacheKey<V> key, @Nullable ValidatedCopy<V> copy) {

  /**
   * Reads the three parts of the reply, and keeps the decoded value as a copy.
   *
   * @return null if there is a value that cannot be read
   */
  @Nullable Lookup<V> read(List<byte[]> parts, OrderCodec codec, ValidatedCopies copies) {
    String second = text(parts.get(1));
    byte[] third = parts.get(2);
    switch (text(parts.get(0))) {
      case "hit" -> {
        return hit(new Generation(second), third, codec, copies);
      }
      case "leased" -> {
        return new Lookup.Leased<>(new Lease<>(key, new Generation(second), text(third)));
      }
      case "busy" -> {
        return new Lookup.Busy<>(Duration.ofMillis(LookupParts.number(parts.get(1))));
      }
      case "full" -> {
        return new Lookup.Full<>();
      }
      default -> {
        if (second.isEmpty()) {
          return new Lookup.Unverified<>(null);
        }
        Lookup.Hit<V> value = hit(new Generation(second), third, codec, copies);
        return value == null ? null : new Lookup.Unverified<>(value.snapshot());
      }
    }
  }

  private Lookup.@Nullable Hit<V> hit(
      Generation generation, byte[] stored, OrderCodec codec, ValidatedCopies copies) {
    if (copy != null && copy.isOf(generation)) {
      return copy.hit();
    }
    Snapshot<V> decoded = codec.decode(key, stored);
    if (decoded == null) {
      return null;
    }
    Lookup.Hit<V> hit = new Lookup.Hit<>(decoded, generation);
    copies.put(key, hit);
    return hit;
  }

  private static String text(byte[] part) {
    return new String(part, US_ASCII);
  }
}
