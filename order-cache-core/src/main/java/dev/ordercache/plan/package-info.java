/**
 * The plan: what a service says of its orders and of their cache, once, and every part reads from
 * {@link dev.ordercache.plan.CachePlan}.
 */
@NullMarked
package dev.ordercache.plan;

import org.jspecify.annotations.NullMarked;
