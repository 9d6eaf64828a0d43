package dev.ordercache.tck;

import dev.ordercache.app.events.EventSink;

/** Breaks a rule on purpose: the contract tests depend on the app. */
public abstract class TckThatUsesTheApp implements EventSink {}
