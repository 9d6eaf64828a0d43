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
 * Finds out who somebody is by name and password, as the users file says, which is read again when
 * its content changes. Failures are counted, logged and slowed down; passwords that were right not
 * long ago are not, so whoever works goes on working while somebody else guesses. Safe for use by
 * many threads.
 */
public final class Logins implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Logins.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Consumer<Set<String>> leavers;
  private final LoginAttempts attempts;
  private final FailedLogins failures;
  private final WatchedFile file;
  private final BackgroundLoop log =
      new BackgroundLoop("order-cache-failed-logins", PATIENCE, new LogLines());
  private volatile Users users;

  /**
   * Reads the file; does not read it again before {@link #start}.
   *
   * @param leavers is called with the names of those who are no users any more, or have another
   *     password, when that is so already
   * @throws IllegalArgumentException if the file is not as it must be; says what to do
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

  /** Starts the threads that read the file again and log what has failed. */
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
   * Finds out who somebody is. Waits for nothing: what is remembered is there at once.
   *
   * @param source where the request comes from, fit for a log
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

  /** Somebody at this source sent what is no name and password. */
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

  /** What has failed until now. */
  public FailedLogins failures() {
    return failures;
  }

  /**
   * Whether the users file as it is now is not what is used, because something is wrong with it.
   */
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
