package dev.ordercache.redis;

import dev.ordercache.Snapshot;

/**
 * A decoded value and the first bytes of its stored form, which no other stored value begins with.
 *
 * @param identity those bytes; not to be changed
 * @param snapshot the value
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HeldCopy<V>(byte[] identity, Snapshot<V> snapshot) {}
