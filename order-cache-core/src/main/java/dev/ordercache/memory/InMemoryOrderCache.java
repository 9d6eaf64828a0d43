package dev.ordercache.memory;

import static dev.ordercache.cache.CacheOwner.tableOf;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import dev.ordercache.cache.CacheEntry;
import dev.ordercache.cache.CacheKey;
import dev.ordercache.cache.CacheOwner;
import dev.ordercache.cache.Fill;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.cache.Lease;
import dev.ordercache.cache.Lookup;
import dev.ordercache.cache.OrderCache;
import dev.ordercache.cache.OrderChange;
import dev.ordercache.event.Event;
import dev.ordercache.event.EventPublisher;
import dev.ordercache.relay.ChangeLog.Term;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cache, its publisher and its relay target in memory, by the rules of a shared server. Each
 * call is atomic. Safe for use by many threads.
 */
public class InMemoryOrderCache implements OrderCache, EventPublisher, RelayTarget {

  private static final long DONE_MILLIS = 10_000;
  private static final String SERVER = "memory";

  /** A guard that ends this many milliseconds after a time of this cache's clock. */
  record Guard(long since, long bound) {}

  /** The relay's progress, its database, and the time of its last round. */
  private record RelayState(String owner, String origin, long term, long seq, long applied) {

    RelayState appliedAt(long time) {
      return new RelayState(owner, origin, term, seq, time);
    }
  }

  private final Map<CacheEntry, InMemoryEntry> entries = new HashMap<>();
  private final InMemoryDoneMarks doneMarks = new InMemoryDoneMarks();
  private final CacheSettings settings;
  private final LongSupplier clock;
  private final InMemoryEventLog events;
  private final InMemoryRoom room;
  private @Nullable String epoch;
  private @Nullable RelayState relay;
  private @Nullable Guard guard;

  /** An empty cache whose clock returns milliseconds since 1970-01-01T00:00:00Z. */
  public InMemoryOrderCache(CacheSettings settings, LongSupplier clock) {
    this(settings, clock, new InMemoryEventLog(settings.keptEvents()));
  }

  InMemoryOrderCache(CacheSettings settings, LongSupplier clock, InMemoryEventLog events) {
    this(settings, clock, events, new InMemoryRoom(settings));
  }

  InMemoryOrderCache(
      CacheSettings settings, LongSupplier clock, InMemoryEventLog events, InMemoryRoom room) {
    this.settings = settings;
    this.clock = clock;
    this.events = events;
    this.room = room;
  }

  /** The log to which it publishes its deletions. */
  public InMemoryEventLog events() {
    return events;
  }

  /** Loses everything, as a server that restarts empty. */
  public synchronized void flush() {
    entries.clear();
    doneMarks.clear();
    epoch = null;
    relay = null;
    guard = null;
    events.flush();
  }

  /** Loses one entry, as a server that needs memory. */
  public synchronized void evict(CacheEntry entry) {
    entries.remove(entry);
  }

  /** Loses the guard, as after no round for longer than the staleness bound. */
  public synchronized void dropGuard() {
    guard = null;
  }

  /** Sets the time of the last round back by this duration; the guard stays as it is. */
  public synchronized void ageLastRound(Duration duration) {
    if (relay != null) {
      relay = relay.appliedAt(relay.applied() - duration.toMillis());
    }
  }

  @Override
  public synchronized <V> List<Lookup<V>> lookup(List<? extends CacheKey<V>> keys) {
    if (epoch == null || !isGuarded()) {
      return keys.stream().<Lookup<V>>map(this::unverified).toList();
    }
    List<@Nullable Lookup<V>> hits = new ArrayList<>(keys.size());
    keys.forEach(key -> hits.add(hit(key)));
    List<Lookup<V>> lookups = new ArrayList<>(keys.size());
    for (int i = 0; i < hits.size(); i++) {
      Lookup<V> hit = hits.get(i);
      lookups.add(hit == null ? lease(keys.get(i), epoch) : hit);
    }
    return lookups;
  }

  @Override
  public synchronized List<Boolean> fill(List<? extends Fill<?>> fills) {
    List<Boolean> taken = new ArrayList<>(fills.size());
    fills.forEach(fill -> taken.add(fill(fill)));
    return taken;
  }

  @Override
  public synchronized void release(List<? extends Lease<?>> leases) {
    for (Lease<?> lease : leases) {
      InMemoryEntry entry = live(lease.key().entry());
      if (entry != null && holds(entry, lease)) {
        entry.endLease(lease.key());
      }
    }
  }

  @Override
  public synchronized void invalidate(List<Invalidation> invalidations) {
    forget(invalidations, owner());
    mark(invalidations);
  }

  @Override
  public synchronized void publish(
      List<Invalidation> stale, List<Event.StatusChanged> statusChanges) {
    invalidate(stale);
    if (!statusChanges.isEmpty()) {
      events.add(statusChanges);
    }
  }

  /** Invalidates for a writer of another server, whose transactions are not those of the owner. */
  synchronized void invalidateUnmarked(List<Invalidation> invalidations) {
    forget(invalidations, owner());
  }

  private void mark(List<Invalidation> invalidations) {
    for (Invalidation invalidation : invalidations) {
      if (invalidation instanceof Invalidation.Entries some && some.change() != null) {
        doneMarks.add(some.change(), some.entries(), now() + DONE_MILLIS);
      }
    }
  }

  @Override
  public ServerTime time() {
    return new ServerTime(now(), SERVER);
  }

  long now() {
    return clock.getAsLong();
  }

  @Override
  public synchronized Reply takeOver(Term term, Round round) {
    RelayState present = relay;
    if (present != null
        && present.origin().equals(term.origin())
        && present.term() > term.number()) {
      return new Reply(false, false, present.seq(), time());
    }
    if (present != null
        && isForeign(term.owner(), present.owner())
        && !present.origin().equals(term.origin())
        && isAlive(present.applied(), timeout(term.owner(), present.owner()))) {
      throw new RelayTargetException("the cache belongs to " + present.owner(), null);
    }
    if (!term.owner().equals(owner())) {
      forgetEvents();
      forgetMarks();
    }
    boolean cold = !isWarm(term);
    if (cold) {
      forget(List.of(new Invalidation.Everything()), term.owner());
    }
    return apply(round, new RelayState(term.owner(), term.origin(), term.number(), 1, now()), cold);
  }

  @Override
  public synchronized Reply applyRound(Term term, long seq, Round round) {
    RelayState present = relay;
    if (present == null || !isAt(term, seq)) {
      return new Reply(false, false, present == null ? 0 : present.seq(), time());
    }
    return apply(
        round,
        new RelayState(present.owner(), present.origin(), present.term(), present.seq() + 1, now()),
        false);
  }

  /** Deletes all done marks, because the next owner's transactions may have the same numbers. */
  void forgetMarks() {
    doneMarks.clear();
  }

  /** Deletes the events of an earlier owner. */
  void forgetEvents() {
    events.flush();
  }

  /** Whether the cache has every round that was acknowledged in the database. */
  boolean isWarm(Term term) {
    Progress acknowledged = term.acknowledged();
    return epoch != null
        && relay != null
        && relay.owner().equals(term.owner())
        && relay.origin().equals(term.origin())
        && (relay.term() > acknowledged.term()
            || (relay.term() == acknowledged.term() && relay.seq() >= acknowledged.seq()));
  }

  /** This cache for the readers and writers of a table. */
  public OrderCache of(CacheOwner table) {
    return new InMemoryCacheOfTable(this, table);
  }

  /** The same for its events. */
  public InMemoryEventsOfTable eventsOf(CacheOwner table) {
    return new InMemoryEventsOfTable(this, table);
  }

  /** The table that owns the cache, or empty. */
  String owner() {
    return relay == null ? "" : relay.owner();
  }

  /** The table that owned the cache when an entry was made, or empty. */
  String ownerOf(CacheEntry key) {
    InMemoryEntry entry = live(key);
    return entry == null ? "" : entry.epoch().substring(0, entry.epoch().indexOf('\n'));
  }

  /** An entry's value, unverified. */
  <V> Lookup<V> unverified(CacheKey<V> key) {
    InMemoryEntry entry = live(key.entry());
    return new Lookup.Unverified<>(entry == null ? null : entry.value(key));
  }

  /** Whether a table, or its server, is another than the owner; empty names match every owner. */
  boolean isForeign(String table, String owner) {
    return !table.isEmpty() && !owner.isEmpty() && !table.equals(owner);
  }

  /** Whether an owner that applied its last round at this time counts as running. */
  boolean isAlive(long applied, Duration timeout) {
    return now() - applied < timeout.toMillis();
  }

  private Duration timeout(String one, String other) {
    return isForeign(tableOf(one), tableOf(other)) ? SILENCE : RESTART;
  }

  /** Whether this time was read from the clock of this server. */
  boolean isMine(ServerTime time) {
    return time.server().equals(SERVER);
  }

  /** Whether this is exactly the relay's progress. */
  boolean isAt(Term term, long seq) {
    return relay != null
        && relay.origin().equals(term.origin())
        && relay.term() == term.number()
        && relay.seq() == seq;
  }

  /** Whether the guard is present and keeps the reader's bound. */
  boolean isGuarded() {
    return guardedFor() > 0;
  }

  /** For how many more milliseconds it does, 0 or more. */
  synchronized long guardedFor() {
    return guard == null ? 0 : Math.max(0, end(guard) - now());
  }

  /** When a guard no longer keeps this reader's bound. */
  long end(Guard present) {
    return present.since() + Math.min(present.bound(), settings.stalenessBound().toMillis());
  }

  /** The generation of an entry of this epoch, or null. */
  synchronized @Nullable Generation generation(CacheEntry key) {
    InMemoryEntry entry = live(key);
    return entry == null || !entry.epoch().equals(epoch) ? null : entry.generation();
  }

  /** Whether this entry was deleted for exactly this change already. */
  boolean isDone(OrderChange change, CacheEntry entry) {
    return doneMarks.deletedFor(change, now()).contains(entry);
  }

  /** Whether a lease is the one that its entry has granted last. */
  boolean holds(InMemoryEntry entry, Lease<?> lease) {
    return entry.holds(lease);
  }

  /** The entry, of any epoch; null if there is none or it has expired. */
  @Nullable InMemoryEntry live(CacheEntry key) {
    InMemoryEntry entry = entries.get(key);
    if (entry != null && entry.end() <= now()) {
      entries.remove(key);
      return null;
    }
    return entry;
  }

  private <V> @Nullable Lookup<V> hit(CacheKey<V> key) {
    InMemoryEntry entry = live(key.entry());
    Snapshot<V> value = entry == null ? null : entry.value(key);
    return entry == null || value == null || !entry.epoch().equals(epoch)
        ? null
        : new Lookup.Hit<>(value, entry.generation());
  }

  private <V> Lookup<V> lease(CacheKey<V> key, String present) {
    InMemoryEntry entry = live(key.entry());
    if (entry != null && !entry.epoch().equals(present)) {
      entries.remove(key.entry());
      entry = null;
    }
    long busy = entry == null ? 0 : entry.leaseEnd(key) - now();
    if (busy > 0) {
      return new Lookup.Busy<>(Duration.ofMillis(busy));
    }
    if (!room.isFor(key, entry, () -> bytes(one -> true))) {
      return new Lookup.Full<>();
    }
    if (entry == null) {
      Generation generation = new Generation(UUID.randomUUID().toString());
      entry = new InMemoryEntry(present, generation, now() + settings.timeToLive().toMillis());
      entries.put(key.entry(), entry);
    }
    return new Lookup.Leased<>(entry.lease(key, now() + settings.leaseTime().toMillis()));
  }

  /** How many bytes the selected entries take, including those of earlier epochs. */
  long bytes(Predicate<InMemoryEntry> which) {
    return entries.values().stream()
        .filter(entry -> entry.end() > now())
        .filter(which)
        .mapToLong(InMemoryEntry::bytes)
        .sum();
  }

  private boolean fill(Fill<?> fill) {
    Lease<?> lease = fill.lease();
    InMemoryEntry entry = live(lease.key().entry());
    if (entry == null || !entry.epoch().equals(epoch) || !holds(entry, lease)) {
      return false;
    }
    boolean isAbsent = fill.snapshot().value().equals(Optional.empty());
    if (isAbsent && !room.isForAbsent(bytes(InMemoryEntry::isAbsent))) {
      entry.endLease(lease.key());
      return false;
    }
    entry.fill(lease.key(), fill.snapshot());
    if (isAbsent) {
      entry.end(Math.min(entry.end(), now() + settings.negativeTimeToLive().toMillis()));
    }
    return true;
  }

  /** An invalidation without the entries that were already deleted for its change. */
  private Invalidation due(Invalidation invalidation) {
    if (!(invalidation instanceof Invalidation.Entries some) || some.change() == null) {
      return invalidation;
    }
    OrderChange change = some.change();
    Set<CacheEntry> left = new HashSet<>(some.entries());
    left.removeIf(entry -> isDone(change, entry));
    return new Invalidation.Entries(left, change);
  }

  private Reply apply(Round round, RelayState next, boolean cold) {
    boolean newEpoch =
        forget(round.invalidations().stream().map(this::due).toList(), next.owner()) || cold;
    relay = next;
    Duration bound = round.bound();
    if (!isMine(round.since())) {
      guard = null;
    } else if (bound != null) {
      guard = new Guard(round.since().millis(), bound.toMillis());
    }
    return new Reply(true, newEpoch, next.seq(), time());
  }

  /** Deletes entries and publishes it; returns whether everything was deleted. */
  private boolean forget(List<Invalidation> invalidations, String owner) {
    for (Invalidation invalidation : invalidations) {
      if (invalidation instanceof Invalidation.Entries some) {
        some.entries().forEach(entries::remove);
      }
    }
    boolean everything = invalidations.contains(new Invalidation.Everything());
    if (everything) {
      epoch = owner + '\n' + UUID.randomUUID();
    }
    events.publishInvalidations(invalidations);
    return everything;
  }
}
