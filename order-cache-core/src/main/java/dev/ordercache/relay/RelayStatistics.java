package dev.ordercache.relay;

/**
 * What a {@link ChangeRelay} does now, with counters since it started.
 *
 * @param leading whether it leads, as of its last round
 * @param term its current or last term, 0 before the first
 * @param elections how often it became the leader
 * @param newEpochs how often it found that the cache had lost data
 * @param rounds how many rounds it has completed
 * @param cacheRounds in how many of them the cache took part: the others found no changes
 * @param changes how many changes it has applied to the cache
 * @param failures how many rounds, elections or reads of the backlog failed
 * @param guardAgeMillis milliseconds since it last set the guard, or -1 if it never has
 * @param backlog the changes that no relay has applied yet, this one or another, as read in the
 *     last seconds if no read fails; counted up to 100,000
 */
public record RelayStatistics(
    boolean leading,
    long term,
    long elections,
    long newEpochs,
    long rounds,
    long cacheRounds,
    long changes,
    long failures,
    long guardAgeMillis,
    LogBacklog backlog) {}
