package dev.ordercache.lab.history;

/**
 * One fault that is injected.
 *
 * @param instance the instance that it affects, if it affects one
 * @param afterMillis how long after the end of the fault before
 * @param millis how long it lasts, if it lasts
 */
record Fault(Kind kind, int instance, long afterMillis, long millis) {

  /** The kinds of faults. */
  enum Kind {
    /** SIGSTOP, for longer than leases and the guard last, then SIGCONT. */
    INSTANCE_PAUSED(Track.INSTANCES),
    /** kill -9 at any moment, and a new process. */
    INSTANCE_KILLED(Track.INSTANCES),
    /** The same for the instance whose relay leads. */
    LEADER_KILLED(Track.INSTANCES),
    RELAY_STOPPED(Track.INSTANCES),
    ALL_RELAYS_STOPPED(Track.INSTANCES),
    /** PostgreSQL ends all sessions of the instances, so that writers do not get the outcome. */
    SESSIONS_ENDED(Track.INSTANCES),
    /** DEL of some entries. */
    EVICTED(Track.REDIS),
    /** FLUSHALL. */
    FLUSHED(Track.REDIS),
    /** All connections of an instance to Redis are cut. */
    CUT(Track.REDIS),
    /** They stay open and go silent; later ones work. */
    SILENCED(Track.REDIS),
    /** Redis' replies to an instance are held, and delivered late. */
    REPLIES_HELD(Track.REDIS),
    /** Requests of an instance to Redis are held, and arrive late. */
    REQUESTS_HELD(Track.REDIS),
    REDIS_PAUSED(Track.REDIS),
    /** The replica receives nothing more, the primary is killed, the replica promoted. */
    FAILOVER(Track.REDIS),
    /** The replica receives nothing more and is promoted; some instances keep the old primary. */
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
