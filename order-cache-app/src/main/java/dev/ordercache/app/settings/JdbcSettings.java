package dev.ordercache.app.settings;

/**
 * How to reach the database.
 *
 * @param url begins with {@code jdbc:postgresql:}
 * @param user may be empty if the URL names one, or the driver finds one
 * @param password may be empty; never appears in {@link #toString}
 */
public record JdbcSettings(String url, String user, String password) {

  @Override
  public String toString() {
    return "JdbcSettings[url=" + Masked.url(url) + ", user=" + user + "]";
  }
}
