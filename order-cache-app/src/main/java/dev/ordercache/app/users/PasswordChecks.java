package dev.ordercache.app.users;

import com.github.benmanes.caffeine.cache.Cache;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Compares passwords with hashes, two at a time on its own threads, because each takes a tenth of a
 * second of processor time; twenty more may wait. A correct password is remembered until it has not
 * been used for five minutes: by a digest under a key that only this object has, never the password
 * itself. Safe for use by many threads.
 */
final class PasswordChecks implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int PLACES = 20;
  private static final long IDLE_SECONDS = 10;
  private static final Duration MEMORY = Duration.ofMinutes(5);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Comparison comparison;
  private final SecretKeySpec key;
  private final Cache<String, PasswordHash> right;
  private final ThreadPoolExecutor threads;

  /** The slow comparison of a password with a hash. */
  @FunctionalInterface
  interface Comparison {
    boolean isRight(PasswordHash hash, byte[] password);
  }

  PasswordChecks(LongSupplier nanoTime, Comparison comparison) {
    this.comparison = comparison;
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, ALGORITHM);
    this.right = LoginThrottle.bounded(nanoTime).expireAfterAccess(MEMORY).build();
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(PLACES),
            PasswordChecks::thread);
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "order-cache-passwords");
    thread.setDaemon(true);
    return thread;
  }

  /** A digest of a name and a password, which cannot be computed without the key. */
  String digest(String name, byte[] password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(name.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0); // is in no name
      return Base64.getEncoder().encodeToString(mac.doFinal(password));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  /** Whether a password was recently correct for exactly this hash. */
  boolean remembers(String digest, PasswordHash hash) {
    return hash.equals(right.getIfPresent(digest));
  }

  void remember(String digest, PasswordHash hash) {
    right.put(digest, hash);
  }

  /**
   * Compares, and completes on a thread that must not be blocked.
   *
   * @throws RejectedExecutionException if the queue is full
   */
  CompletableFuture<Boolean> compare(PasswordHash hash, byte[] password) {
    return CompletableFuture.supplyAsync(() -> comparison.isRight(hash, password), threads);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
