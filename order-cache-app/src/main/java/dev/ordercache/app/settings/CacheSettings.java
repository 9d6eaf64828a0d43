package dev.ordercache.app.settings;

import java.time.Duration;

/**
 * How the cache is used.
 *
 * @param namespace the part of all keys that keeps applications on one Redis apart
 * @param stalenessBound how old an answer from the cache may be at most, 200 ms or more
 * @param ttl how long an entry lives, 1 s or more
 * @param maxMemory how many bytes orders and lists take in Redis at most, 1 MB or more
 * @param nearCache whether lists are answered from this process' memory while Redis vouches for
 *     them
 * @param preload whether the operators' orders are loaded at the start
 * @param consistencySample the share of changes, 0 to 1, after which the cache is compared with the
 *     database although it shows nothing suspicious
 */
public record CacheSettings(
    String namespace,
    Duration stalenessBound,
    Duration ttl,
    long maxMemory,
    boolean nearCache,
    boolean preload,
    double consistencySample) {}
