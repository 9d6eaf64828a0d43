package dev.ordercache.app.users;

import java.time.Duration;

/** The result of a login. */
public sealed interface Login {

  /** The password is the user's. */
  record Accepted(Caller caller) implements Login {}

  /** The user does not exist, or the password is wrong. */
  record Refused() implements Login {}

  /**
   * Too many have failed, so the password was not checked.
   *
   * @param pause how long to wait, more than zero
   */
  record Slowed(Duration pause) implements Login {}

  /** Too many passwords are being compared at the moment. */
  record Busy() implements Login {}
}
