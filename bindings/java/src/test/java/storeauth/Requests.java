package storeauth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Requests as an App sends them, and the verifier that they are for. */
public final class Requests {
    public static final String KEY = "e4232e0620f9290025cb3783768c9c8c4686078c",
            OTHER_KEY = "85bb85314f73fa720b1e25a9479e41ac1c5dc5af",
            ID = "XU4XHT8XQDWK",
            PRODUCT = "b5d78da0853d97e2ec28feb5e31b9953d9c72420",
            EXPIRY = "2016-04-26T08:17:59.059+0000",
            SIGNATURE = "16be1703017fd1001fe63465e50523982f10b0ca",
            QUERY = "id=" + ID + "&pc=" + PRODUCT + "&expiry=" + EXPIRY + "&signature=" + SIGNATURE,
            URL = "/feed?" + QUERY;
    public static final Request FIELDS = new Request(ID, PRODUCT, EXPIRY, SIGNATURE);
    public static final Instant NOW = Instant.parse("2016-04-26T08:00:00Z"), LATE = Instant.parse("2016-04-26T12:00:00Z");

    private Requests() {}

    public static Verifier verifier() {
        return Verifier.builder().key(KEY).build();
    }

    /** What the Store signs, written here once more. */
    public static String signed(String key, String product, Instant expiresAt) {
        String expiry = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.'0'ss'+0000'")
                .withZone(ZoneOffset.UTC)
                .format(expiresAt);
        String message = String.join("#", ID, product, key, expiry);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(message.getBytes(StandardCharsets.US_ASCII));
            return "id=" + ID + "&pc=" + product + "&expiry=" + URLEncoder.encode(expiry, StandardCharsets.US_ASCII)
                    + "&signature=" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
