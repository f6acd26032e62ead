package storeauth;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.Map;

/** Questions of the conformance protocol, answered by the package. */
final class Vectors {
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Vectors() {}

    /** The members of the answer that say something. */
    static Map<String, Object> answer(JsonNode settings, JsonNode test) {
        try (Verifier verifier = verifier(settings.get("serverKeys"), settings.get("policy"))) {
            Request request = new Request(text(test, "id"), text(test, "pc"), text(test, "expiry"), text(test, "signature"));
            Map<String, Object> answer = new TreeMap<>(Map.of("tcId", test.get("tcId").asInt()));
            switch (verifier.check(request, Instant.parse(text(settings, "now")))) {
                case Verdict.Authorized(Authorization authorization) -> {
                    answer.put("result", "authorized");
                    answer.put("key", authorization.key());
                    answer.put("expiresAt", INSTANT.format(authorization.expiresAt()));
                }
                case Verdict.Denied denied -> {
                    answer.put("result", "denied");
                    answer.put("reason", denied.code().toString());
                    denied.field().ifPresent(field -> answer.put("field", field.toString()));
                }
            }
            return answer;
        }
    }

    private static Verifier verifier(JsonNode keys, JsonNode policy) {
        // Keys of vectors are short.
        Verifier.Builder builder = Verifier.builder().onWarning(warning -> {});
        for (JsonNode key : keys) {
            byte[] bytes = text(key, "key").getBytes(StandardCharsets.UTF_8);
            if (key.get("acceptUntil").isNull()) {
                builder.key(bytes);
            } else {
                builder.key(bytes, Instant.parse(text(key, "acceptUntil")));
            }
        }
        builder.leeway(Duration.ofSeconds(policy.get("leewaySeconds").longValue()));
        builder.expiryEncoding(
                ExpiryEncoding.valueOf(text(policy, "expiryEncoding").toUpperCase(Locale.ROOT).replace('-', '_')));
        if (!policy.get("maxLifetimeSeconds").isNull()) {
            builder.maxLifetime(Duration.ofSeconds(policy.get("maxLifetimeSeconds").longValue()));
        }
        if (!policy.get("products").isNull()) {
            List<String> products = new ArrayList<>();
            policy.get("products").forEach(product -> products.add(product.textValue()));
            builder.products(products);
        }
        return builder.build();
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).textValue();
    }
}
