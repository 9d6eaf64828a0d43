package dev.ordercache;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One order, as of one version of its row.
 *
 * @param id its key
 * @param number the order number shown to people
 * @param status its status in the workflow
 * @param version increased by the database with every change of the row, by any writer
 * @param customer the customer who ordered
 * @param product the product to make
 * @param quantity the number of pieces
 * @param price the price of the whole order, in units of {@code currency}
 * @param currency ISO 4217 code
 * @param priority higher is more urgent
 * @param assignee the person who took the order into work, or null
 * @param dueAt when it must be ready
 * @param createdAt when it was entered
 * @param updatedAt when its row last changed
 */
public record Order(
    OrderId id,
    String number,
    OrderStatus status,
    long version,
    String customer,
    String product,
    int quantity,
    BigDecimal price,
    String currency,
    int priority,
    @Nullable String assignee,
    Instant dueAt,
    Instant createdAt,
    Instant updatedAt) {}
