package dev.ordercache.app.users;

/** Somebody who may log in. */
record User(String name, Role role, PasswordHash hash) {}
