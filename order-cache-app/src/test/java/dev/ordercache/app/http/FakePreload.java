package dev.ordercache.app.http;

import dev.ordercache.preload.PreloadProgress;
import java.time.Duration;

/** A preload that only counts its starts. */
final class FakePreload implements PreloadRunner {

  volatile boolean ready;
  volatile int starts;

  @Override
  public synchronized void start() {
    starts++;
  }

  @Override
  public PreloadProgress progress() {
    return new PreloadProgress(PreloadProgress.State.RUNNING, 7, 2, 0, Duration.ofSeconds(1));
  }

  @Override
  public boolean ready() {
    return ready;
  }
}
