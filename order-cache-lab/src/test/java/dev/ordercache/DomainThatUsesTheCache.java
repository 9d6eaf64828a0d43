package dev.ordercache;

import dev.ordercache.cache.OrderCache;

/** Breaks a rule on purpose: the domain depends on the cache. */
public abstract class DomainThatUsesTheCache implements OrderCache {}
