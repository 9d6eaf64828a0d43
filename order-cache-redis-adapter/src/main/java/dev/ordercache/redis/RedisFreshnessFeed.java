package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ordercache.invalidation.ChangeLog;
import dev.ordercache.invalidation.FreshnessFeed;
import dev.ordercache.invalidation.Invalidation;
import dev.ordercache.invalidation.Progress;
import java.util.List;

/**
 * The relay's side of a cache in Redis: {@code take-over.lua} and {@code drain.lua}. Safe for use
 * by many threads, and meant for one relay. A round is refused once a relay of another database has
 * taken over, even one of the same term. Its guard is founded on the time that the call before it
 * told, and is set only by the server whose clock that was. No circuit keeps a relay from Redis: it
 * is one caller that paces itself, and brings the guard back.
 */
public final class RedisFreshnessFeed implements FreshnessFeed {

  private final RedisLink link;
  private final RedisSettings settings;
  private final Keyspace keys;
  private final Tokens tokens = new Tokens();
  private volatile String clock = "";
  private volatile String origin = "";

  /** The feed of the cache with these settings. */
  public RedisFreshnessFeed(RedisConnections connections, RedisSettings settings) {
    this.link = new RedisLink(connections, RedisCircuit.neverOpen(), FreshnessFeedException::new);
    this.settings = settings;
    this.keys = new Keyspace(settings.namespace());
  }

  @Override
  public long time() {
    return time(link.run(Script.TIME, new ScriptCall().key(keys.feed())), 0);
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    origin = term.origin();
    ScriptCall call =
        begin(round)
            .argument(term.origin())
            .argument(term.number())
            .argument(term.acknowledged().term())
            .argument(term.acknowledged().seq());
    return reply(link.run(Script.TAKE_OVER, call));
  }

  @Override
  public Reply drain(Progress expected, Round round) {
    ScriptCall call =
        begin(round).argument(expected.term()).argument(expected.seq()).argument(origin);
    return reply(link.run(Script.DRAIN, call));
  }

  private ScriptCall begin(Round round) {
    List<Invalidation> invalidations = round.invalidations();
    Guard guard = round.guard();
    return InvalidationCall.of(settings, invalidations, tokens.next())
        .argument(guard == null ? "" : Long.toString(guard.until()))
        .argument(guard == null ? "" : Long.toString(guard.bound().toMillis()))
        .argument(clock);
  }

  private Reply reply(List<Object> reply) {
    return new Reply(
        (Long) reply.get(0) == 1, (Long) reply.get(1) == 1, (Long) reply.get(2), time(reply, 3));
  }

  /** A time, after which stands the name of the server whose clock told it. */
  private long time(List<Object> reply, int at) {
    clock = new String((byte[]) reply.get(at + 1), US_ASCII);
    return (Long) reply.get(at);
  }
}
