import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;
import static java.nio.charset.StandardCharsets.UTF_8;

/** The scheme in Java: MessageDigest, HexFormat, java.time. Prints JSON: blocks, and nanoseconds for a request. */
class Verify {
    // Of 64 requests each: 204,800. A hundred chunks more go before, to be compiled.
    static final int WARM_UP = 100, CHUNKS = 40, PASSES = 80;
    static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSXX");

    record Group(String blocks, String key, List<String[]> authorized, List<String[]> denied) {
        boolean letsIn(String[] request) throws Exception {
            String id = request[1], productCode = request[2], expiry = request[3], signature = request[4];
            byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((id + "#" + productCode + "#" + key + "#" + expiry).getBytes(UTF_8));
            return MessageDigest.isEqual(HexFormat.of().parseHex(signature), digest)
                && !Instant.now().isAfter(OffsetDateTime.parse(expiry, EXPIRY).toInstant());
        }

        double measure() throws Exception {
            for (String[] request : authorized) {
                check(letsIn(request), "an authorized request is denied");
            }
            check(!denied.isEmpty(), "no request to deny");
            for (String[] request : denied) {
                check(!letsIn(request), "a request is let in that must not be");
            }
            double least = Double.POSITIVE_INFINITY;
            for (int chunk = 0; chunk < WARM_UP + CHUNKS; chunk++) {
                long start = System.nanoTime();
                int count = 0;
                for (int pass = 0; pass < PASSES; pass++) {
                    for (String[] request : authorized) {
                        count += letsIn(request) ? 1 : 0;
                    }
                }
                least = Math.min(least, (double) (System.nanoTime() - start) / count);
                check(count == PASSES * authorized.size(), "an authorized request is denied");
            }
            return least;
        }
    }

    static void check(boolean holds, String message) {
        if (!holds) {
            System.err.println("Verify.java: " + message);
            System.exit(1);
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<Group> groups = new ArrayList<>();
        for (String line : new BufferedReader(new InputStreamReader(System.in)).lines().toList()) {
            String[] fields = line.split("\t");
            Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
            switch (fields[0]) {
                case "key" -> groups.add(new Group(fields[1], fields[2], new ArrayList<>(), new ArrayList<>()));
                case "authorized" -> last.authorized().add(fields);
                default -> last.denied().add(fields);
            }
        }
        StringJoiner json = new StringJoiner(", ", "{", "}");
        for (Group group : groups) {
            json.add("\"" + group.blocks() + "\": " + group.measure());
        }
        System.out.println(json);
    }
}
