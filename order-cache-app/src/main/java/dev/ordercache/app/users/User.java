package dev.ordercache.app.users;

/** A user who may log in. */
record User(String name, Role role, PasswordHash hash) {}
