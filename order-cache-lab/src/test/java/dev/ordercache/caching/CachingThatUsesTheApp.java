package dev.ordercache.caching;

import dev.ordercache.app.events.EventSink;

/** Breaks the rule of the module order-cache. */
public abstract class CachingThatUsesTheApp implements EventSink {}
