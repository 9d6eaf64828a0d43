package dev.ordercache.app.events;

import java.nio.ByteBuffer;

/** The way to one client. */
public interface Outlet {

  /**
   * Begins to write and does not wait. The end of the write is told to {@link EventClient#written}
   * or {@link EventClient#gone}, unless it was the last one. There is only one write at a time.
   *
   * @param bytes not to be changed
   * @param last whether the stream ends with it
   */
  void write(ByteBuffer bytes, boolean last);

  /** Closes the connection, whatever is under way. May be called at any time and more than once. */
  void abort();
}
