package dev.ordercache.app.users;

import java.time.Duration;

/** What became of a login. */
public sealed interface Login {

  /** The password is the user's. */
  record Accepted(Caller caller) implements Login {}

  /** There is no such user, or the password is another. */
  record Refused() implements Login {}

  /**
   * Too many have failed, so that the password was not looked at.
   *
   * @param pause how long to wait, more than zero
   */
  record Slowed(Duration pause) implements Login {}

  /** Too many passwords are being compared at the moment. */
  record Busy() implements Login {}
}
