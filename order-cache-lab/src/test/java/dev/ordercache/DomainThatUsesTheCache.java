package dev.ordercache;

import dev.ordercache.cache.OrderCache;

/** Breaks a rule on purpose: the domain depending on the cache. */
public abstract class DomainThatUsesTheCache implements OrderCache {}
