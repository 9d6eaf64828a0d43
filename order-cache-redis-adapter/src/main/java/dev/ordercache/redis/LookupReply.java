package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import dev.ordercache.cacheaside.CacheKey;
import dev.ordercache.cacheaside.Lease;
import dev.ordercache.cacheaside.Lookup;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Understands what {@code lookup.lua} says about one value.
 *
 * @param key what was looked up
 * @param held the copy that Redis was told of. It is kept here because the held copies may
 *     meanwhile have dropped or replaced it.
 */
record LookupReply<V>(CacheKey<V> key, @Nullable HeldCopy<V> held) {

  /**
   * Reads the three parts of the reply, and remembers what it decodes.
   *
   * @return null if there is a value that can not be read
   */
  @Nullable Lookup<V> read(List<Object> parts, OrderCodec codec, HeldCopies copies) {
    String kind = text(parts.get(0));
    switch (kind) {
      case "hit", "held" -> {
        Snapshot<V> snapshot = snapshot(kind.equals("held"), parts.get(2), codec, copies);
        return snapshot == null
            ? null
            : new Lookup.Hit<>(snapshot, new Generation(text(parts.get(1))));
      }
      case "leased" -> {
        Generation generation = new Generation(text(parts.get(1)));
        return new Lookup.Leased<>(new Lease<>(key, generation, text(parts.get(2))));
      }
      case "busy" -> {
        return new Lookup.Busy<>(Duration.ofMillis((Long) parts.get(1)));
      }
      case "full" -> {
        return new Lookup.Full<>();
      }
      default -> {
        boolean same = text(parts.get(1)).equals("held");
        if (!same && ((byte[]) parts.get(2)).length == 0) {
          return new Lookup.Unverified<>(null);
        }
        Snapshot<V> snapshot = snapshot(same, parts.get(2), codec, copies);
        return snapshot == null ? null : new Lookup.Unverified<>(snapshot);
      }
    }
  }

  private @Nullable Snapshot<V> snapshot(
      boolean same, Object stored, OrderCodec codec, HeldCopies copies) {
    if (same && held != null) {
      return held.snapshot();
    }
    HeldCopy<V> decoded = codec.decode(key, (byte[]) stored);
    if (decoded == null) {
      return null;
    }
    copies.put(key, decoded);
    return decoded.snapshot();
  }

  private static String text(Object part) {
    return new String((byte[]) part, US_ASCII);
  }
}
