package dev.ordercache.app.settings;

/**
 * How the cache is used, beside what the plan says.
 *
 * @param maxMemory how many bytes orders and lists take in Redis at most, 1 MB or more
 * @param preload whether the plan's cached lists are loaded at the start
 * @param consistencySample the share of changes, 0 to 1, after which the cache is compared with the
 *     database although it shows nothing suspicious
 */
public record CacheSettings(long maxMemory, boolean preload, double consistencySample) {}
