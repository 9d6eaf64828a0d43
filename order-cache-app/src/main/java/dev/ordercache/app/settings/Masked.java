package dev.ordercache.app.settings;

import java.util.regex.Pattern;

/** Removes passwords from URLs, so that the rest can be shown. */
final class Masked {

  private static final Pattern USER_INFO = Pattern.compile("(?<=//)[^/?#]*@");
  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([?&;][^=&;]*password[^=&;]*=)[^&;]*");

  private Masked() {}

  static String url(String url) {
    String withoutUser = USER_INFO.matcher(url).replaceAll("***@");
    return PARAMETER.matcher(withoutUser).replaceAll("$1***");
  }
}
