package dev.ordercache.tck;

import dev.ordercache.app.http.PreloadRunner;

/** Breaks a rule on purpose: the contract tests depend on the app. */
public abstract class TckThatUsesTheApp implements PreloadRunner {}
