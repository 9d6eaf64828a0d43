package dev.ordercache.cacheaside;

import org.springframework.context.annotation.Configuration;

/**
 * Breaks two rules on purpose: a core class that uses Spring, and a configuration outside of the
 * app.
 */
@Configuration
public class CoreThatUsesSpring {}
