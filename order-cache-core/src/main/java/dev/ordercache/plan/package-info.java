/**
 * The plan: a service's configuration of its orders and their cache, defined once for all parts in
 * {@link dev.ordercache.plan.CachePlan}.
 */
@NullMarked
package dev.ordercache.plan;

import org.jspecify.annotations.NullMarked;
