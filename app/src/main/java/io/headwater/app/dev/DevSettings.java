package io.headwater.app.dev;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What {@code headwater dev} was asked for.
 *
 * @param directory where all its data is kept
 * @param reset whether to start over
 * @param verify whether to verify and end
 * @param traffic how long a verification's traffic lasts
 * @param rate source transactions per second
 * @param seed of demo data and traffic
 * @param widgets the size of the demo data
 * @param json whether the result of a verification is JSON
 */
public record DevSettings(
    Path directory,
    boolean reset,
    boolean verify,
    Duration traffic,
    double rate,
    long seed,
    int widgets,
    boolean json) {}
