package io.headwater.dev.server;

/**
 * Why a broker tried to end the JVM.
 *
 * @param statusCode the exit status it asked for
 * @param message what it said, or the name of the thread that gave up
 * @param cause where in the broker it happened
 */
public record BrokerFault(int statusCode, String message, Throwable cause) {}
