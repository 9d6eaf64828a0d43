package dev.ordercache;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One order, as of one version of its row.
 *
 * @param id its key
 * @param number the number that people call it by
 * @param status where it is in the workflow
 * @param version raised by the database with every change of the row, whoever makes it
 * @param customer who ordered
 * @param product what is made
 * @param quantity how many pieces
 * @param price the price of the whole order, in units of {@code currency}
 * @param currency ISO 4217 code
 * @param priority higher is more urgent
 * @param assignee who took the order into work, or null
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
