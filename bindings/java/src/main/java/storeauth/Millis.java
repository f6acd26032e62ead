package storeauth;

import java.time.Duration;
import java.time.Instant;

/** Times as the library counts them: what is too far away is as far away as can be. */
final class Millis {
    /** For a time: now, by the clock of the system. */
    static final long NOW = Long.MIN_VALUE;

    /** For a key that is accepted for good. */
    static final long NO_END = Long.MAX_VALUE;

    private Millis() {}

    static long of(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException tooFar) {
            // Neither of the two numbers that mean something else.
            return instant.isBefore(Instant.EPOCH) ? NOW + 1 : NO_END - 1;
        }
    }

    static long of(Duration duration) {
        try {
            return duration.toMillis();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
