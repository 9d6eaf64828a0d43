package dev.ordercache.app.events;

import java.util.concurrent.atomic.LongAdder;

/** The counts of all clients together. */
final class EventCounters {

  final LongAdder opened = new LongAdder();
  final LongAdder sent = new LongAdder();
  final LongAdder coalesced = new LongAdder();
  final LongAdder resets = new LongAdder();
  final LongAdder stuck = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder failures = new LongAdder();
}
