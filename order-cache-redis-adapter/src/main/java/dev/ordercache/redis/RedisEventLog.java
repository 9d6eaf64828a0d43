package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.OrderCacheException;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.plan.CachePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream in Redis. The scripts that delete entries add the deletions to it, and {@link
 * RedisEventPublisher} adds the outcomes of status changes.
 *
 * <p>{@code follow.lua} alone decides what is returned: in one step, it checks that the position is
 * known and reads the entries after it. {@code XREAD BLOCK} only signals when to run it. So a wait
 * on the wrong server costs a quarter of a second and loses nothing. Each waiting thread has its
 * own connection. A wait is shorter than the command timeout, to detect a connection that the
 * network has dropped. After a failover or a restart of Redis every position is unknown. Safe for
 * use by many threads.
 */
public final class RedisEventLog implements EventLog, AutoCloseable {

  /** In one reply; the next one has the rest. */
  private static final int MAX_ENTRIES = 100;

  private static final long LONGEST_WAIT_MILLIS = 250;
  private static final char HISTORY = '@';
  private static final char DIGEST = '.';

  private final RedisLink link;
  private final RedisSettings settings;
  private final OwnTable table;
  private final Keyspace keys;
  private final StreamWait wait;
  private final Duration turn;
  private final EventCodec codec = new EventCodec();

  /**
   * The log of the cache with these settings; the owner of the events is not compared. A wait is at
   * most half as long as the command timeout, so the caller's factory must not have a shorter one
   * than the settings.
   */
  public RedisEventLog(RedisConnections connections, CachePlan plan, RedisSettings settings) {
    this(connections, plan, settings, CacheOwner.named(""));
  }

  /**
   * The same, but reading fails while the namespace belongs to another table, or to another server
   * of the table.
   *
   * @param owner names the table of orders; while the name is not known, reading fails
   */
  public RedisEventLog(
      RedisConnections connections, CachePlan plan, RedisSettings settings, CacheOwner owner) {
    this.link = new RedisLink(connections, RedisCircuit.neverOpen(), OrderCacheException::new);
    this.settings = settings;
    this.table = new OwnTable(plan.namespace(), owner);
    this.keys = new Keyspace(plan.namespace());
    this.wait = new StreamWait(connections, keys.events());
    long half = settings.commandTimeout().toMillis() / 2;
    this.turn = Duration.ofMillis(Math.max(1, Math.min(half, LONGEST_WAIT_MILLIS)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the time is not more than zero
   */
  @Override
  public List<Entry> read(@Nullable String position, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the time to wait must be more than zero");
    }
    long end = System.nanoTime() + timeout.toNanos();
    List<Entry> entries = follow(position);
    while (position != null && entries.isEmpty()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return entries;
      }
      String id = position.substring(0, position.indexOf(HISTORY)); // it is known, so of this form
      wait.await(id, left < turn.toNanos() ? Duration.ofNanos(left) : turn);
      entries = follow(position);
    }
    return entries;
  }

  private List<Entry> follow(@Nullable String position) {
    ScriptCall call =
        new ScriptCall()
            .key(keys.events())
            .key(keys.relay())
            .argument(settings.keptEvents())
            .argument(position == null ? "" : position)
            .argument(MAX_ENTRIES)
            .argument(table.knownName());
    List<Object> reply = link.run(Script.FOLLOW, call);
    if (reply.size() == 1) {
      throw table.foreign(new String((byte[]) reply.get(0), UTF_8));
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < reply.size(); i += 2) {
      String place = new String((byte[]) reply.get(i), US_ASCII);
      for (Event event : codec.decode(new String((byte[]) reply.get(i + 1), UTF_8))) {
        entries.add(new Entry(place, event));
      }
    }
    if (position != null && !entries.isEmpty() && !sameHistory(position, entries.get(0))) {
      wait.renew(); // it may lead to a server that is no longer the primary
    }
    return entries;
  }

  private static boolean sameHistory(String position, Entry entry) {
    String known = entry.position();
    return position.contains(known.substring(known.indexOf(HISTORY), known.indexOf(DIGEST) + 1));
  }

  /** Closes its own connections; one that is waiting, when its wait ends. */
  @Override
  public void close() {
    wait.close();
  }
}
