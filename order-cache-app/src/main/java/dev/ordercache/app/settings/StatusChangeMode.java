package dev.ordercache.app.settings;

/** How a change of status is carried out. */
public enum StatusChangeMode {
  /** In the request: committed, then invalidated, then answered. */
  DIRECT
}
