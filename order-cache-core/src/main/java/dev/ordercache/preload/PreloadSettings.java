package dev.ordercache.preload;

import java.time.Duration;

/**
 * Settings of a {@link Preload}.
 *
 * @param pages how many pages of each list, 0 or more
 * @param batch orders per read, 1 to 1,000
 * @param parallelism how many reads at a time, 1 to 64
 * @param timeout how long to wait, before the first read, until the cache is verified
 */
public record PreloadSettings(int pages, int batch, int parallelism, Duration timeout) {

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PreloadSettings {
    if (pages < 0) {
      throw new IllegalArgumentException("0 or more pages can be preloaded, not " + pages);
    }
    if (batch < 1 || batch > 1_000) {
      throw new IllegalArgumentException("a batch is 1 to 1,000 orders, not " + batch);
    }
    if (parallelism < 1 || parallelism > 64) {
      throw new IllegalArgumentException("1 to 64 reads go on at a time, not " + parallelism);
    }
  }

  /** 4 pages of each list, 500 orders per read, 4 reads at a time, a timeout of 10 s. */
  public static PreloadSettings defaults() {
    return new PreloadSettings(4, 500, 4, Duration.ofSeconds(10));
  }
}
