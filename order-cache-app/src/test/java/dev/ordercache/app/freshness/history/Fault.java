package dev.ordercache.app.freshness.history;

/**
 * One thing that goes wrong.
 *
 * @param instance whom it befalls, where it befalls one
 * @param afterMillis how long after the end of the one before
 * @param millis how long it lasts, where it lasts
 */
record Fault(Kind kind, int instance, long afterMillis, long millis) {

  /** What can go wrong. */
  enum Kind {
    /** SIGSTOP, past leases and guard, then SIGCONT. */
    INSTANCE_PAUSED(Lane.INSTANCES),
    /** kill -9 in the middle of everything, and a new process. */
    INSTANCE_KILLED(Lane.INSTANCES),
    /** The same of the one whose relay leads. */
    LEADER_KILLED(Lane.INSTANCES),
    RELAY_STOPPED(Lane.INSTANCES),
    ALL_RELAYS_STOPPED(Lane.INSTANCES),
    /** PostgreSQL ends all sessions of the instances, so that writers do not learn the outcome. */
    SESSIONS_ENDED(Lane.INSTANCES),
    /** DEL of some entries. */
    EVICTED(Lane.REDIS),
    /** FLUSHALL. */
    FLUSHED(Lane.REDIS),
    /** All connections of an instance to Redis are cut. */
    CUT(Lane.REDIS),
    /** They stay open and go silent; later ones work. */
    SILENCED(Lane.REDIS),
    /** What Redis answers to an instance is held, and delivered late. */
    REPLIES_HELD(Lane.REDIS),
    /** What an instance asks of Redis is held, and arrives late. */
    REQUESTS_HELD(Lane.REDIS),
    REDIS_PAUSED(Lane.REDIS),
    /** The replica stops hearing, the primary is killed, the replica promoted. */
    FAILOVER(Lane.REDIS),
    /** The replica stops hearing and is promoted; some instances stay with the old primary. */
    SPLIT_BRAIN(Lane.REDIS);

    private final Lane lane;

    Kind(Lane lane) {
      this.lane = lane;
    }

    Lane lane() {
      return lane;
    }
  }

  /** Faults of one lane come one after the other, beside those of the other. */
  enum Lane {
    INSTANCES,
    REDIS
  }

  @Override
  public String toString() {
    return "+%d ms %s of %d for %d ms".formatted(afterMillis, kind, instance, millis);
  }
}
