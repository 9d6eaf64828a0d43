package dev.ordercache.cache;

import dev.ordercache.OrderId;
import dev.ordercache.OrderStatus;
import org.jspecify.annotations.Nullable;

/**
 * One committed change of one order.
 *
 * @param id the order
 * @param version its version after the change; for a deletion, the last one
 * @param before its status before, or null if the change inserted it
 * @param after its status after, or null if the change deleted it
 * @param transaction the database's identifier of the transaction. With order and version it
 *     identifies this change uniquely, even if an order is deleted and inserted again under the
 *     same id.
 */
public record OrderChange(
    OrderId id,
    long version,
    @Nullable OrderStatus before,
    @Nullable OrderStatus after,
    String transaction) {}
