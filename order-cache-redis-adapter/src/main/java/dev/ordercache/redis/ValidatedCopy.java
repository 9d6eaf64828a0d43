package dev.ordercache.redis;

import dev.ordercache.Generation;
import dev.ordercache.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * A decoded value and the first bytes of its stored form, which no other stored value begins with.
 *
 * @param identity those bytes; must not be changed
 * @param snapshot the value
 * @param generation that of the entry which holds it, or null if that is not known
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ValidatedCopy<V>(byte[] identity, Snapshot<V> snapshot, @Nullable Generation generation) {

  ValidatedCopy<V> in(Generation known) {
    return new ValidatedCopy<>(identity, snapshot, known);
  }
}
