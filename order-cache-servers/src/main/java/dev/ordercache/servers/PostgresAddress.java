package dev.ordercache.servers;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How to reach a PostgreSQL on this machine. {@link #toString} shows no password.
 *
 * @param url {@code jdbc:postgresql://127.0.0.1:port/database}, without parameters
 * @param user a superuser
 * @param password of that user
 */
public record PostgresAddress(String url, String user, String password) {

  private static final String SCHEME = "jdbc:";
  private static final String TIMEOUT_SECONDS = "60";

  /** The database {@code postgres} of the server on a port. */
  static PostgresAddress of(int port, String user, String password) {
    String url = SCHEME + "postgresql://" + LoopbackPorts.HOST + ":" + port + "/postgres";
    return new PostgresAddress(url, user, password);
  }

  /** The port of the server. */
  public int port() {
    return URI.create(url.substring(SCHEME.length())).getPort();
  }

  /** The same server on another port. */
  PostgresAddress withPort(int other) {
    return new PostgresAddress(url.replace(":" + port() + "/", ":" + other + "/"), user, password);
  }

  /** Another database of the server. */
  public PostgresAddress withDatabase(String name) {
    return new PostgresAddress(url.substring(0, url.lastIndexOf('/') + 1) + name, user, password);
  }

  /** Connects as that user, by the driver on the class path. A statement may take a minute. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", TIMEOUT_SECONDS);
    properties.setProperty("socketTimeout", TIMEOUT_SECONDS);
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public String toString() {
    return "PostgresAddress[url=" + url + ", user=" + user + ", password=***]";
  }
}
