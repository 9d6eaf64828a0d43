package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.Progress;
import dev.ordercache.relay.RelayTarget;
import java.util.List;

/**
 * The relay's side of a cache in Redis: {@code take-over.lua} and {@code apply-round.lua}. Safe for
 * use by many threads, and meant for one relay. A round is refused once a relay of another database
 * has taken over, even one of the same term. Its guard is computed from the time that the previous
 * call returned, and is set only by the server whose clock that was. A relay has no circuit: it is
 * one caller that paces itself, and its rounds restore the guard.
 */
public final class RedisRelayTarget implements RelayTarget {

  private static final System.Logger LOG = System.getLogger(RedisRelayTarget.class.getName());

  /** The index at which a reply names another table. */
  private static final int OTHER = 5;

  private final RedisLink link;
  private final CachePlan plan;
  private final RedisSettings settings;
  private final Keyspace keys;
  private final Tokens tokens = new Tokens();
  private volatile String clock = "";
  private volatile String origin = "";
  private final FailureLog refusals = new FailureLog(LOG, "Another relay was refused");

  /** The target of the cache with these settings. */
  public RedisRelayTarget(RedisConnections connections, CachePlan plan, RedisSettings settings) {
    this.link = new RedisLink(connections, RedisCircuit.neverOpen(), RelayTargetException::new);
    this.plan = plan;
    this.settings = settings;
    this.keys = new Keyspace(plan.namespace());
  }

  @Override
  public long time() {
    return time(link.run(Script.TIME, new ScriptCall().key(keys.relay())), 0);
  }

  @Override
  public Reply takeOver(ChangeLog.Term term, Round round) {
    ScriptCall call =
        begin(round)
            .argument(term.origin())
            .argument(term.number())
            .argument(term.acknowledged().term())
            .argument(term.acknowledged().seq())
            .argument(term.owner())
            .argument(SILENCE.toMillis())
            .argument(RESTART.toMillis());
    List<Object> reply = link.run(Script.TAKE_OVER, call);
    if (reply.size() > OTHER) {
      throw new RelayTargetException(
          OwnTable.difference(plan.namespace(), text(reply, OTHER), term.owner()), null);
    }
    origin = term.origin();
    return reply(reply);
  }

  @Override
  public Reply applyRound(Progress expected, Round round) {
    ScriptCall call =
        begin(round).argument(expected.term()).argument(expected.seq()).argument(origin);
    List<Object> reply = link.run(Script.APPLY_ROUND, call);
    if (reply.size() > OTHER) {
      refusals.failed(
          new RelayTargetException(
              "the namespace %s is this table's, not that of %s"
                  .formatted(plan.namespace(), text(reply, OTHER)),
              null));
    } else {
      refusals.succeeded();
    }
    return reply(reply);
  }

  private ScriptCall begin(Round round) {
    List<Invalidation> invalidations = round.invalidations();
    Guard guard = round.guard();
    return InvalidationCall.of(plan, settings, keys, invalidations, tokens.next())
        .argument(guard == null ? "" : Long.toString(guard.until()))
        .argument(guard == null ? "" : Long.toString(guard.bound().toMillis()))
        .argument(clock);
  }

  private Reply reply(List<Object> reply) {
    return new Reply(
        (Long) reply.get(0) == 1, (Long) reply.get(1) == 1, (Long) reply.get(2), time(reply, 3));
  }

  /** The time at this index; keeps the name of its clock's server, which follows it. */
  private long time(List<Object> reply, int at) {
    clock = text(reply, at + 1);
    return (Long) reply.get(at);
  }

  private static String text(List<Object> reply, int at) {
    return new String((byte[]) reply.get(at), UTF_8);
  }
}
