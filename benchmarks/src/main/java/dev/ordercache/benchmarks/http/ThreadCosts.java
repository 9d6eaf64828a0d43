package dev.ordercache.benchmarks.http;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/**
 * What the threads of one pool have used so far.
 *
 * @param cpuNanos CPU time
 * @param bytes allocated memory
 */
record ThreadCosts(long cpuNanos, long bytes) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Of the live threads whose names begin with that of the pool. */
  static ThreadCosts of(String pool) {
    long cpuNanos = 0;
    long bytes = 0;
    for (long id : THREADS.getAllThreadIds()) {
      ThreadInfo thread = THREADS.getThreadInfo(id);
      if (thread != null && thread.getThreadName().startsWith(pool + "-")) {
        cpuNanos += Math.max(0, THREADS.getThreadCpuTime(id));
        bytes += Math.max(0, THREADS.getThreadAllocatedBytes(id));
      }
    }
    return new ThreadCosts(cpuNanos, bytes);
  }

  ThreadCosts since(ThreadCosts before) {
    return new ThreadCosts(cpuNanos - before.cpuNanos, bytes - before.bytes);
  }
}
