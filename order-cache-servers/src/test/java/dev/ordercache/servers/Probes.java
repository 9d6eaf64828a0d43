package dev.ordercache.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks at the servers from outside, with nothing but the JDK and the JDBC driver. */
final class Probes {

  private Probes() {}

  static String sql(PostgresAddress postgres, String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Sends commands to Redis after the URI's password; returns the first line of each reply. */
  static List<String> redis(String uri, String... commands) throws IOException {
    List<String> all = new ArrayList<>();
    all.add("AUTH " + URI.create(uri).getUserInfo().replace(':', ' '));
    all.addAll(List.of(commands));
    List<String> replies = redisWithoutPassword(uri, all.toArray(String[]::new));
    return replies.subList(1, replies.size());
  }

  static List<String> redisWithoutPassword(String uri, String... commands) throws IOException {
    URI parsed = URI.create(uri);
    List<String> replies = new ArrayList<>();
    try (Socket socket = new Socket(parsed.getHost(), parsed.getPort())) {
      socket.setSoTimeout(5_000);
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
      for (String command : commands) {
        socket.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
        replies.add(reader.readLine());
      }
    }
    return replies;
  }

  /** The processes whose executable lies below a folder. */
  static List<ProcessHandle> processes(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.info().command().orElse("").startsWith(folder.toString()))
        .toList();
  }

  static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** The permissions of everything that is directly in a folder, by its name. */
  static Map<String, String> permissionsBelow(Path folder) throws IOException {
    Map<String, String> permissions = new TreeMap<>();
    for (Path file : content(folder)) {
      permissions.put(file.getFileName().toString(), permissions(file));
    }
    return permissions;
  }

  static List<Path> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
