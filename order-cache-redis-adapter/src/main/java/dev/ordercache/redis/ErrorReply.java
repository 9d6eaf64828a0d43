package dev.ordercache.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an error reply from Redis means for the connection. */
enum ErrorReply {

  /** The connection works; the call was wrong, or Redis cannot do it now. */
  OF_THE_CALL,

  /** This server can do nothing now, and perhaps never will. */
  OF_EVERYTHING,

  /** This server is a replica, and the primary is elsewhere. */
  OF_WRITES;

  /** The error begins with its code, but in Redis 6 an error inside a script follows a hyphen. */
  private static final Pattern CODE =
      Pattern.compile("(?:^|-)(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN) ");

  static ErrorReply of(String error) {
    Matcher matcher = CODE.matcher(error);
    if (!matcher.find()) {
      return OF_THE_CALL;
    }
    return matcher.group(1).equals("READONLY") ? OF_WRITES : OF_EVERYTHING;
  }
}
