package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.Generation;
import dev.ordercache.OrderStatus;
import dev.ordercache.cache.CacheEntry.ListEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The reply of {@code confirm.lua}.
 *
 * @param validFor milliseconds for which the reader may rely on them, 0 or less for not at all
 * @param generations of the lists that have one
 */
record Generations(long validFor, Map<OrderStatus, Generation> generations) {

  /** Asks Redis, in one round trip, for a reader of this table with this bound. */
  static Generations read(
      RedisLink link,
      Keyspace keys,
      List<OrderStatus> lists,
      String table,
      Duration stalenessBound) {
    ScriptCall call =
        new ScriptCall()
            .key(keys.relay())
            .key(keys.guard())
            .argument(table)
            .argument(stalenessBound.toMillis());
    lists.forEach(list -> call.key(keys.entry(new ListEntry(list))));
    List<Object> reply = link.run(Script.CONFIRM, call);
    Map<OrderStatus, Generation> generations = new HashMap<>();
    for (int i = 0; i < lists.size(); i++) {
      String generation = new String((byte[]) reply.get(i + 1), US_ASCII);
      if (!generation.isEmpty()) {
        generations.put(lists.get(i), new Generation(generation));
      }
    }
    return new Generations((Long) reply.get(0), generations);
  }
}
