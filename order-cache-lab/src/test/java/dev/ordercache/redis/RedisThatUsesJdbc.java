package dev.ordercache.redis;

/** Breaks a rule on purpose: an adapter that knows another. */
public class RedisThatUsesJdbc extends dev.ordercache.jdbc.JdbcThatUsesRedis {}
