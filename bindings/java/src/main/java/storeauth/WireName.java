package storeauth;

import java.util.Locale;

/** How the constants of Java are written by everybody else. */
final class WireName {
    private WireName() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
