/** Two instances behind a load balancer, restarted in turns. */
@NullMarked
package dev.ordercache.app.freshness.restart;

import org.jspecify.annotations.NullMarked;
