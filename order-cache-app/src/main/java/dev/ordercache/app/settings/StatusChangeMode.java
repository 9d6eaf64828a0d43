package dev.ordercache.app.settings;

/** How a change of status is carried out. */
public enum StatusChangeMode {
  /** Accepted at once, and applied by a worker. */
  ASYNC,

  /** In the request: committed, then the cache step, then answered; or compensated. */
  SAGA
}
