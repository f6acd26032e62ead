package storeauth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretsTest {
    @Test
    void noKeyIsShown() {
        String bad = Requests.KEY + " ";
        Verifier.Builder builder = Verifier.builder().key(bad);
        assertHides(Requests.KEY, builder.toString());
        assertHides(Requests.KEY, trace(assertThrows(IllegalArgumentException.class, builder::build)));
        try (Verifier verifier = Requests.verifier()) {
            assertHides(Requests.KEY, verifier.toString());
        }
    }

    @Test
    void noSignatureIsShown() {
        assertHides(Requests.SIGNATURE, Requests.FIELDS.toString());
        try (Verifier verifier = Verifier.builder().key(Requests.OTHER_KEY).build()) {
            assertHides(Requests.SIGNATURE, verifier.check(Requests.URL, Requests.NOW).toString());
            assertHides(
                    Requests.SIGNATURE,
                    trace(assertThrows(DeniedException.class, () -> verifier.verify(Requests.FIELDS, Requests.NOW))));
        }
    }

    @Test
    void theBytesOfAKeyStayTheirOwners() {
        byte[] key = Requests.KEY.getBytes(StandardCharsets.US_ASCII);
        Verifier.builder().key(key).build().close();
        assertArrayEquals(Requests.KEY.getBytes(StandardCharsets.US_ASCII), key);
    }

    private static void assertHides(String secret, String text) {
        assertFalse(text.contains(secret), text);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
