package dev.ordercache.app.settings;

/**
 * How many streams of events this instance keeps open.
 *
 * @param clients in all, 1 to 1,000,000
 * @param clientsOfUser for one user, 1 to 1,000,000; without users there is no such limit
 */
public record EventLimits(int clients, int clientsOfUser) {}
