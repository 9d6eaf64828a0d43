package dev.ordercache.redis;

/** Breaks a rule on purpose: an adapter that uses another. */
public class RedisThatUsesJdbc extends dev.ordercache.jdbc.JdbcThatUsesRedis {}
