package dev.ordercache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ordercache.background.FailureLog;
import dev.ordercache.cache.Invalidation;
import dev.ordercache.plan.CachePlan;
import dev.ordercache.relay.ChangeLog;
import dev.ordercache.relay.RelayTarget;
import java.time.Duration;
import java.util.List;

/**
 * The relay's side of a cache in Redis: {@code take-over.lua} and {@code apply-round.lua}. Safe for
 * use by many threads. A relay has no circuit: it is one caller that paces itself, and its rounds
 * restore the guard.
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
  private final FailureLog refusals = new FailureLog(LOG, "Another relay was refused");

  /** The target of the cache with these settings. */
  public RedisRelayTarget(RedisConnections connections, CachePlan plan, RedisSettings settings) {
    this.link = new RedisLink(connections, RedisCircuit.neverOpen(), RelayTargetException::new);
    this.plan = plan;
    this.settings = settings;
    this.keys = new Keyspace(plan.namespace());
  }

  @Override
  public ServerTime time() {
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
    return reply(reply);
  }

  @Override
  public Reply applyRound(ChangeLog.Term term, long seq, Round round) {
    ScriptCall call = begin(round).argument(term.number()).argument(seq).argument(term.origin());
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
    Duration bound = round.bound();
    return InvalidationCall.of(plan, settings, keys, invalidations, tokens.next())
        .argument(bound == null ? "" : Long.toString(round.since().millis() + bound.toMillis()))
        .argument(bound == null ? "" : Long.toString(bound.toMillis()))
        .argument(round.since().server());
  }

  private static Reply reply(List<Object> reply) {
    return new Reply(
        (Long) reply.get(0) == 1, (Long) reply.get(1) == 1, (Long) reply.get(2), time(reply, 3));
  }

  /** The time at this index; the name of its clock's server follows it. */
  private static ServerTime time(List<Object> reply, int at) {
    return new ServerTime((Long) reply.get(at), text(reply, at + 1));
  }

  private static String text(List<Object> reply, int at) {
    return new String((byte[]) reply.get(at), UTF_8);
  }
}
