import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import storeauth.Authorization;
import storeauth.Request;
import storeauth.Verdict;
import storeauth.Verifier;

/**
 * What a verdict costs beside the same in plain Java: how many nanoseconds of CPU a call, the median of rounds, in one run.
 *
 * <p>The plain one is what one writes in an afternoon: a formatter for the expiry, {@code MessageDigest}, {@code isEqual}. Each
 * says who is let in until when.
 */
final class Cost {
    private static final int ROUNDS = 15;
    private static final String KEY = "e4232e0620f9290025cb3783768c9c8c4686078c",
            ID = "XU4XHT8XQDWK",
            PRODUCT = "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
            EXPIRY = "2016-04-26T08:17:59.059+0000",
            SIGNATURE = "16be1703017fd1001fe63465e50523982f10b0ca",
            URL = "/feed?id=" + ID + "&pc=" + PRODUCT + "&expiry=" + EXPIRY.replace("+", "%2B") + "&signature=" + SIGNATURE;
    private static final Instant NOW = Instant.parse("2016-04-26T08:00:00Z");
    private static final Authorization EXPECTED =
            new Authorization(ID, PRODUCT, Instant.parse("2016-04-26T08:17:59Z"), 0);
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSZ");

    private Cost() {}

    public static void main(String[] arguments) throws GeneralSecurityException {
        int calls = arguments.length == 0 ? 200_000 : Integer.parseInt(arguments[0]);
        MessageDigest kept = MessageDigest.getInstance("SHA-1");
        Request request = new Request(ID, PRODUCT, EXPIRY, SIGNATURE);
        Map<String, Supplier<Authorization>> asked = new LinkedHashMap<>();
        try (Verifier verifier = Verifier.builder().key(KEY).build()) {
            asked.put("plain Java, four texts, `MessageDigest.getInstance`", () -> plain(ID, PRODUCT, EXPIRY, SIGNATURE, sha1()));
            asked.put("plain Java, four texts, a digest that is kept", () -> plain(ID, PRODUCT, EXPIRY, SIGNATURE, kept));
            asked.put("plain Java, a URL, a digest that is kept", () -> plain(URL, kept));
            asked.put("this package, four texts", () -> authorization(verifier.check(request, NOW)));
            asked.put("this package, a URL", () -> authorization(verifier.check(URL, NOW)));
            print(asked, calls);
        }
    }

    private static void print(Map<String, Supplier<Authorization>> asked, int calls) {
        Map<String, long[]> took = new LinkedHashMap<>();
        // Rounds take turns, so that what else the machine does falls on all of them.
        for (int round = 0; round < ROUNDS; round++) {
            int at = round;
            asked.forEach((name, ask) -> took.computeIfAbsent(name, none -> new long[ROUNDS])[at] = time(ask, calls));
        }
        System.out.println("| | ns of CPU a call |\n|---|--:|");
        took.forEach((name, rounds) -> {
            Arrays.sort(rounds);
            System.out.printf("| %s | %d |%n", name, rounds[ROUNDS / 2] / calls);
        });
    }

    private static long time(Supplier<Authorization> ask, int calls) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long start = clock.getCurrentThreadCpuTime();
        for (int call = 0; call < calls; call++) {
            if (!EXPECTED.equals(ask.get())) {
                throw new AssertionError("expected " + EXPECTED);
            }
        }
        return clock.getCurrentThreadCpuTime() - start;
    }

    private static Authorization authorization(Verdict verdict) {
        return verdict instanceof Verdict.Authorized(Authorization authorization) ? authorization : null;
    }

    private static Authorization plain(String url, MessageDigest sha1) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : url.substring(url.indexOf('?') + 1).split("&")) {
            int equals = pair.indexOf('=');
            String value = URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
            if (fields.put(pair.substring(0, equals), value) != null) {
                return null;
            }
        }
        return plain(fields.get("id"), fields.get("pc"), fields.get("expiry"), fields.get("signature"), sha1);
    }

    private static Authorization plain(String id, String product, String expiry, String signature, MessageDigest sha1) {
        if (!isSound(id, 64) || !isSound(product, 50) || expiry.length() != 28 || signature.length() != 40) {
            return null;
        }
        Instant expiresAt = OffsetDateTime.parse(expiry, FORM).withNano(0).toInstant();
        if (expiresAt.isBefore(NOW)) {
            return null;
        }
        byte[] message = (id + "#" + product + "#" + KEY + "#" + expiry).getBytes(StandardCharsets.US_ASCII);
        byte[] digits = HexFormat.of().formatHex(sha1.digest(message)).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(digits, signature.getBytes(StandardCharsets.US_ASCII))
                ? new Authorization(id, product, expiresAt, 0)
                : null;
    }

    private static boolean isSound(String text, int most) {
        return !text.isEmpty()
                && text.length() <= most
                && text.chars().allMatch(character -> character > ' ' && character <= '~' && character != '#');
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
