package dev.ordercache.app.settings;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the application is reached.
 *
 * @param host the address or name to bind to; not a loopback one only together with a users file
 * @param port 0 to 65535; 0 picks a free one
 * @param rateLimit requests a second from one client address, or 0 for no limit
 * @param usersFile the users for HTTP Basic authentication, a line {@code name: hash, role} each,
 *     or null for none
 */
public record HttpSettings(String host, int port, int rateLimit, @Nullable Path usersFile) {}
