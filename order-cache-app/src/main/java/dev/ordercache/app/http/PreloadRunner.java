package dev.ordercache.app.http;

import dev.ordercache.preload.PreloadProgress;

/** Runs the preload on a thread of its own. Safe for use by many threads. */
public interface PreloadRunner {

  /** Begins a run, unless one is in progress. */
  void start();

  /** How far the current run is, or how the last one ended. */
  PreloadProgress progress();

  /** Whether the application may be sent requests: its first preload is over. */
  boolean ready();
}
