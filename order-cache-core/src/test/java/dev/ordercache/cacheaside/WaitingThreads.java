package dev.ordercache.cacheaside;

/** Counts the threads of executors that have begun to wait. */
final class WaitingThreads {

  private WaitingThreads() {}

  /**
   * How many threads of pools wait without a timeout in a method of this class that awaits others.
   * Threads whose work waits do not count.
   */
  static long countIn(Class<?> type) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("pool-"))
        .filter(thread -> thread.getState() == Thread.State.WAITING)
        .filter(thread -> isIn(thread, type))
        .count();
  }

  private static boolean isIn(Thread thread, Class<?> type) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals(type.getName())
          && frame.getMethodName().startsWith("await")) {
        return true;
      }
    }
    return false;
  }
}
