package dev.ordercache.relay;

/**
 * What a {@link ChangeRelay} has done since it started.
 *
 * @param leading whether it leads now, as far as it knows
 * @param term its current or last term, 0 before the first
 * @param elections how often it became the leader
 * @param newEpochs how often it found that the cache had lost something
 * @param rounds how many rounds it has completed
 * @param cacheRounds in how many of them the cache took part: the others found no changes
 * @param changes how many changes it has carried into the cache
 * @param failures how many rounds, elections or looks at the backlog failed
 * @param guardAgeMillis milliseconds since it last set the guard, or -1 if it never has
 * @param backlog what no relay has carried yet, this one or another, as of a look in the last
 *     seconds if none fails; it counts to 100,000
 */
public record RelayStatus(
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
