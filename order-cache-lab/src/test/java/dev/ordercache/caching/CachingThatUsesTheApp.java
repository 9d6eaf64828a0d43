package dev.ordercache.caching;

import dev.ordercache.app.http.PreloadRunner;

/** Breaks the rule of the module order-cache. */
public abstract class CachingThatUsesTheApp implements PreloadRunner {}
