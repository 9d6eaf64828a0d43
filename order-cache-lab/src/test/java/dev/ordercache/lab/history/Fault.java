package dev.ordercache.lab.history;

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
    INSTANCE_PAUSED(Track.INSTANCES),
    /** kill -9 in the middle of everything, and a new process. */
    INSTANCE_KILLED(Track.INSTANCES),
    /** The same of the one whose relay leads. */
    LEADER_KILLED(Track.INSTANCES),
    RELAY_STOPPED(Track.INSTANCES),
    ALL_RELAYS_STOPPED(Track.INSTANCES),
    /** PostgreSQL ends all sessions of the instances, so that writers do not learn the outcome. */
    SESSIONS_ENDED(Track.INSTANCES),
    /** DEL of some entries. */
    EVICTED(Track.REDIS),
    /** FLUSHALL. */
    FLUSHED(Track.REDIS),
    /** All connections of an instance to Redis are cut. */
    CUT(Track.REDIS),
    /** They stay open and go silent; later ones work. */
    SILENCED(Track.REDIS),
    /** What Redis answers to an instance is held, and delivered late. */
    REPLIES_HELD(Track.REDIS),
    /** What an instance asks of Redis is held, and arrives late. */
    REQUESTS_HELD(Track.REDIS),
    REDIS_PAUSED(Track.REDIS),
    /** The replica stops hearing, the primary is killed, the replica promoted. */
    FAILOVER(Track.REDIS),
    /** The replica stops hearing and is promoted; some instances stay with the old primary. */
    SPLIT_BRAIN(Track.REDIS);

    private final Track track;

    Kind(Track track) {
      this.track = track;
    }

    Track track() {
      return track;
    }
  }

  /** Faults of one track come one after the other, beside those of the other. */
  enum Track {
    INSTANCES,
    REDIS
  }

  @Override
  public String toString() {
    return "+%d ms %s of %d for %d ms".formatted(afterMillis, kind, instance, millis);
  }
}
