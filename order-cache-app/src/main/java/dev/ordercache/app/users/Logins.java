package dev.ordercache.app.users;

import dev.ordercache.app.files.WatchedFile;
import dev.ordercache.app.users.FailedLogins.Reason;
import dev.ordercache.background.BackgroundLoop;
import dev.ordercache.statuschange.Submission;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Authenticates users by name and password against the users file, which is read again when its
 * content changes. Failures are counted, logged and slowed down. Passwords that were recently
 * correct are not slowed down, so users can continue to work during an attack. Safe for use by many
 * threads.
 */
public final class Logins implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Logins.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<Set<String>> leavers;
  private final LoginAttempts attempts;
  private final FailedLogins failures;
  private final WatchedFile file;
  private final BackgroundLoop log =
      new BackgroundLoop("order-cache-failed-logins", TIMEOUT, new LogLines());
  private volatile Users users;

  /**
   * Reads the file; does not read it again before {@link #start}.
   *
   * @param leavers is called with the names of users who were removed or have another password,
   *     after the change is in effect
   * @throws IllegalArgumentException if the file is not valid; the message says what to do
   */
  public Logins(Path file, Consumer<Set<String>> leavers) {
    this(file, leavers, System::nanoTime, PasswordHash::isOf);
  }

  /** With a monotonic clock in nanoseconds. */
  public Logins(Path file, Consumer<Set<String>> leavers, LongSupplier nanoTime) {
    this(file, leavers, nanoTime, PasswordHash::isOf);
  }

  Logins(
      Path file,
      Consumer<Set<String>> leavers,
      LongSupplier nanoTime,
      PasswordChecks.Comparison comparison) {
    this.leavers = leavers;
    byte[] content = UsersFile.read(file);
    users = Users.parse(content);
    this.file =
        new WatchedFile("users file", () -> UsersFile.read(file), content, this::replaceUsers);
    attempts = new LoginAttempts(nanoTime, comparison, this::caller);
    failures = new FailedLogins(nanoTime);
  }

  /** Starts the threads that read the file again and log the failures. */
  public void start() {
    file.start();
    log.start();
  }

  private void replaceUsers(byte[] content) {
    Users before = users;
    Users now = Users.parse(content);
    users = now;
    LOG.log(System.Logger.Level.INFO, "The users file was read again: {0} users", now.size());
    leavers.accept(before.missingIn(now));
  }

  /**
   * Authenticates a user. Does not wait: a remembered login is completed at once.
   *
   * @param source where the request comes from, safe for a log
   */
  public CompletableFuture<Login> login(String name, String password, String source) {
    if (!Submission.isPrincipal(name)) { // may be very long
      failures.count(Reason.CREDENTIALS, source);
      return CompletableFuture.completedFuture(new Login.Refused());
    }
    return attempts
        .begin(users, name, password.getBytes(StandardCharsets.UTF_8), source)
        .whenComplete((end, failure) -> count(end, source));
  }

  private void count(Login login, String source) {
    if (login instanceof Login.Refused) {
      failures.count(Reason.CREDENTIALS, source);
    } else if (login instanceof Login.Slowed) {
      failures.count(Reason.THROTTLED, source);
    }
  }

  /** Counts malformed credentials from this source. */
  public void countMalformed(String source) {
    failures.count(Reason.MALFORMED, source);
  }

  private Caller caller(User user) {
    return new Caller(user.name(), role -> isStill(user, role));
  }

  private boolean isStill(User user, Role role) {
    return users
        .find(user.name())
        .filter(now -> now.hash().equals(user.hash()) && now.role().includes(role))
        .isPresent();
  }

  /** The failures until now. */
  public FailedLogins failures() {
    return failures;
  }

  /** Whether the current users file is not in use, because something is wrong with it. */
  public boolean fileFails() {
    return file.failing();
  }

  private final class LogLines implements BackgroundLoop.Work {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @Override
    public Duration round() {
      failures.log();
      return INTERVAL;
    }

    @Override
    public Duration failed(Throwable failure) {
      LOG.log(System.Logger.Level.ERROR, "Failed logins were not logged", failure);
      return INTERVAL;
    }

    @Override
    public void end() {
      failures.log();
    }
  }

  /** Ends its threads, for each of which it waits at most 5 seconds. */
  @Override
  public void close() {
    file.close();
    log.close();
    attempts.close();
  }
}
