/** Two instances behind a load balancer, restarted in turns. */
@NullMarked
package dev.ordercache.lab.restart;

import org.jspecify.annotations.NullMarked;
