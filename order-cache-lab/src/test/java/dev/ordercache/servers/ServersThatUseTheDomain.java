package dev.ordercache.servers;

import dev.ordercache.OrderId;

/** Breaks a rule on purpose: the servers depending on this project. */
public class ServersThatUseTheDomain {

  /** What they should not know. */
  protected final OrderId order = new OrderId(1);
}
