package dev.ordercache.redis;

import dev.ordercache.OrderStatus;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.CacheEntry.ListEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.NearCache;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventLog;
import dev.ordercache.event.EventReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers lists and counts from the decoded copies of a {@link RedisOrderCache}, without asking
 * Redis: a copy is used while Redis' last confirmation of its list has the copy's generation.
 *
 * <p>Every lookup of a list that is a hit or grants a lease confirms it. In addition, while lists
 * are read, a thread asks Redis for the generations ({@code confirm.lua}) every 100 ms; it rests
 * after a second without a reader, and the next reader of a list wakes it. A reply is valid for 200
 * ms from before the request, and never longer than the guard of that moment guarantees the cache's
 * staleness bound. With {@link #changed} deletions are usually seen at once. A lost event thus
 * costs 200 ms of freshness, and a lost Redis costs only speed. The requests go through the cache's
 * circuit, which would otherwise not close while all readers are answered from memory. Time is the
 * process' monotonic clock, which does not count the time for which the whole machine is suspended.
 * Safe for use by many threads.
 */
public final class RedisNearCache implements NearCache, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisNearCache.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** After this many confirmations without a reader, nothing is confirmed until there is one. */
  private static final int MAX_UNREAD = 10;

  private final RedisLink link;
  private final NearCacheSettings settings;
  private final long life;
  private final Keyspace keys;
  private final Supplier<String> table;
  private final Duration stalenessBound;
  private final ValidatedCopies copies;
  private final ListConfirmations confirmations;
  private final List<OrderStatus> lists;
  private final BackgroundLoop loop = new BackgroundLoop("order-cache-near", TIMEOUT, new Rounds());
  private final LongAdder hits = new LongAdder();
  private final LongAdder confirmed = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private volatile boolean read = true;
  private volatile boolean resting;

  /**
   * Answers from the copies of this cache; before {@link #start} only its lookups confirm them. A
   * list that is invalidated through that cache is not answered from its old copy from then on.
   */
  public RedisNearCache(
      RedisConnections connections, RedisOrderCache cache, NearCacheSettings settings) {
    this.link = cache.link().over(connections);
    this.settings = settings;
    this.life = settings.life().toNanos();
    this.keys = cache.keys();
    this.table = cache.table()::name;
    this.stalenessBound = cache.plan().stalenessBound();
    this.copies = cache.copies();
    this.lists = List.copyOf(cache.plan().cachedStatuses());
    this.confirmations = cache.confirmations();
  }

  /**
   * Starts the thread.
   *
   * @throws IllegalThreadStateException if it was started before
   */
  public void start() {
    loop.start();
  }

  @Override
  public <V> Lookup.@Nullable Hit<V> get(CacheKey<V> key) {
    long now = System.nanoTime();
    ValidatedCopy<V> copy = copies.get(key);
    boolean hit = copy != null && copy.isConfirmed(life, now);
    // afterwards, so that this reader is not answered by the confirmation that it causes
    requestConfirmation();
    if (copy == null || !hit) {
      return null;
    }
    hits.increment();
    return copy.hit();
  }

  /** Requests a confirmation. Of many readers in a round, usually only one writes the field. */
  private void requestConfirmation() {
    if (!read) {
      read = true;
      if (resting) {
        loop.wake();
      }
    }
  }

  /**
   * Stops answering the lists that changed from memory. To be the first listener of the instance's
   * {@link EventReader}: a client that reads a list because of an event then gets no older one.
   */
  public void changed(List<EventLog.Entry> entries) {
    entries.forEach(entry -> drop(entry.event()));
  }

  private void drop(Event event) {
    if (event instanceof Event.ListChanged list) {
      dropped.increment();
      confirmations.drop(new ListEntry(list.status()));
    } else if (event instanceof Event.Reset) {
      dropped.increment();
      confirmations.dropAll();
    }
  }

  /** The counters until now. */
  public NearCacheStatistics statistics() {
    return new NearCacheStatistics(hits.sum(), confirmed.sum(), failures.sum(), dropped.sum());
  }

  private final class Rounds implements BackgroundLoop.Work {

    private final FailureLog failureLog = new FailureLog(LOG, "Lists come from Redis");
    private int unread;

    @Override
    public Duration round() {
      unread = read ? 0 : unread + 1;
      read = false;
      resting = unread > MAX_UNREAD;
      if (resting) {
        // a reader between the check of `read` and the write of `resting` did not wake the loop
        return read ? Duration.ZERO : settings.interval().multipliedBy(MAX_UNREAD);
      }
      confirm();
      failureLog.succeeded();
      return settings.interval();
    }

    @Override
    public Duration failed(Throwable failure) {
      failures.increment();
      failureLog.failed(failure);
      return settings.interval();
    }

    @Override
    public void end() {
      // the connection is shared
    }
  }

  private void confirm() {
    long requestedAt = System.nanoTime();
    Generations now = Generations.read(link, keys, lists, table.get(), stalenessBound);
    for (OrderStatus list : lists) {
      confirmations.confirm(
          new ListEntry(list), requestedAt, now.generations().get(list), now.validFor());
    }
    confirmed.increment();
  }

  /** Ends the thread, and waits at most 5 seconds for that. */
  @Override
  public void close() {
    loop.close();
  }
}
