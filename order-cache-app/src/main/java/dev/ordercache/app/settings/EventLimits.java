package dev.ordercache.app.settings;

import dev.ordercache.app.events.EventSettings;

/**
 * How many streams of events this instance keeps open.
 *
 * @param clients in all, 1 to 1,000,000
 * @param clientsOfUser for one user, 1 to 1,000,000; without users there is no such limit
 */
public record EventLimits(int clients, int clientsOfUser) {

  /** Each stream is a connection; by default, a tenth of the connections is left for others. */
  static EventLimits read(SettingsReader reader, int connections) {
    EventSettings defaults = EventSettings.defaults();
    int clients =
        reader.value(
            Setting.EVENT_CLIENTS,
            Math.min(defaults.clients(), Math.max(1, connections - connections / 10)),
            Parsers.number(1, 1_000_000));
    if (clients > connections) {
      reader.problem(
          "%s is %d, but there may be %d connections: set %s, and see ulimit -n"
              .formatted(Setting.EVENT_CLIENTS, clients, connections, Setting.CONNECTIONS));
    }
    return new EventLimits(
        clients,
        reader.value(
            Setting.EVENT_CLIENTS_PER_USER,
            defaults.clientsOfUser(),
            Parsers.number(1, 1_000_000)));
  }
}
