package storeauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {
    private static final Authorization AUTHORIZATION =
            new Authorization(Requests.ID, Requests.PRODUCT, Instant.parse("2016-04-26T08:17:59Z"), 0);

    @Test
    void aUrlIsAuthorized() throws DeniedException {
        try (Verifier verifier = Requests.verifier()) {
            assertEquals(AUTHORIZATION, verifier.verify(Requests.URL, Requests.NOW));
            assertEquals(new Verdict.Authorized(AUTHORIZATION), verifier.check(Requests.URL, Requests.NOW));
        }
    }

    @Test
    void fieldsAreAuthorized() throws DeniedException {
        try (Verifier verifier = Requests.verifier()) {
            assertEquals(AUTHORIZATION, verifier.verify(Requests.FIELDS, Requests.NOW));
            assertEquals(new Verdict.Authorized(AUTHORIZATION), verifier.check(Requests.FIELDS, Requests.NOW));
        }
    }

    @Test
    void withoutATimeItIsNow() throws DeniedException {
        String signed = "?" + Requests.signed(Requests.KEY, Requests.PRODUCT, Instant.now().plusSeconds(60));
        try (Verifier verifier = Requests.verifier()) {
            assertEquals(Requests.ID, verifier.verify(signed).id());
            assertInstanceOf(Verdict.Authorized.class, verifier.check(signed));
            assertEquals(Code.EXPIRED, assertThrows(DeniedException.class, () -> verifier.verify(Requests.FIELDS)).code());
            assertEquals(Code.EXPIRED, denied(verifier.check(Requests.FIELDS)).code());
        }
    }

    @Test
    void aDenialSaysWhyAndWhatToAnswer() {
        try (Verifier verifier = Requests.verifier()) {
            String message = "expired at 2016-04-26T08:17:59.000Z, now is 2016-04-26T12:00:00.000Z",
                    problem = "{\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"" + message + "\",\"reason\":\"expired\"}";
            Verdict.Denied denied = new Verdict.Denied(
                    Code.EXPIRED, Optional.empty(), 401, Optional.of("StoreAuth error=\"expired\""), message, problem);
            assertEquals(denied, verifier.check(Requests.URL, Requests.LATE));
            DeniedException thrown =
                    assertThrows(DeniedException.class, () -> verifier.verify(Requests.URL, Requests.LATE));
            assertEquals(denied, thrown.denied());
            assertEquals(
                    denied,
                    new Verdict.Denied(
                            thrown.code(),
                            thrown.field(),
                            thrown.status(),
                            thrown.challenge(),
                            thrown.getMessage(),
                            thrown.problemJson()));
        }
    }

    @Test
    void aMalformedRequestNamesItsFirstBadField() {
        try (Verifier verifier = Requests.verifier()) {
            Verdict.Denied twice = denied(verifier.check(Requests.URL + "&pc=other", Requests.NOW));
            assertEquals(Optional.of(Field.PC), twice.field());
            assertEquals("malformed pc: expected once, found more than once", twice.message());
            Request empty = new Request(Requests.ID, Requests.PRODUCT, null, null);
            assertEquals(Optional.of(Field.EXPIRY), denied(verifier.check(empty, Requests.NOW)).field());
        }
    }

    @Test
    void aPolicyIsKeptTo() {
        String url = Requests.URL;
        try (Verifier lenient = Verifier.builder().key(Requests.KEY).leeway(Duration.ofHours(4)).build();
                Verifier brief = Verifier.builder().key(Requests.KEY).maxLifetime(Duration.ofMinutes(5)).build();
                Verifier others = Verifier.builder().key(Requests.KEY).products(List.of("music")).build();
                Verifier nothing = Verifier.builder().key(Requests.KEY).products(List.of()).build();
                Verifier ours = Verifier.builder().key(Requests.KEY).products(List.of("music", Requests.PRODUCT)).build();
                Verifier literal = Verifier.builder().key(Requests.KEY).expiryEncoding(ExpiryEncoding.AS_RECEIVED).build()) {
            assertInstanceOf(Verdict.Authorized.class, lenient.check(url, Requests.LATE));
            assertEquals(Code.LIFETIME_TOO_LONG, denied(brief.check(url, Requests.NOW)).code());
            assertEquals(Code.PRODUCT_NOT_ALLOWED, denied(others.check(url, Requests.NOW)).code());
            assertEquals(403, denied(nothing.check(url, Requests.NOW)).status());
            assertEquals(Optional.empty(), denied(nothing.check(url, Requests.NOW)).challenge());
            assertInstanceOf(Verdict.Authorized.class, ours.check(url, Requests.NOW));
            String iso = url.replace("59.059+0000", "59.059Z");
            assertEquals(Code.SIGNATURE_MISMATCH, denied(literal.check(iso, Requests.NOW)).code());
            assertInstanceOf(Verdict.Authorized.class, ours.check(iso, Requests.NOW));
        }
    }

    @Test
    void anOldKeyIsAcceptedUntilItsEnd() throws DeniedException {
        byte[] old = Requests.KEY.getBytes(StandardCharsets.US_ASCII);
        try (Verifier verifier = Verifier.builder().key(Requests.OTHER_KEY).key(old, Requests.NOW).build()) {
            assertEquals(1, verifier.verify(Requests.URL, Requests.NOW).key());
            assertEquals(
                    Code.SIGNATURE_MISMATCH, denied(verifier.check(Requests.URL, Requests.NOW.plusMillis(1))).code());
        }
    }

    @Test
    void aTimeThatIsFarAwayIsNotTakenForNow() {
        try (Verifier verifier = Requests.verifier()) {
            assertInstanceOf(Verdict.Authorized.class, verifier.check(Requests.URL, Instant.MIN));
            assertEquals(Code.EXPIRED, denied(verifier.check(Requests.URL, Instant.MAX)).code());
        }
    }

    @Test
    void aKeyFileIsReadAndWarnedOfWhereEverybodyCan(@TempDir Path folder) throws IOException, DeniedException {
        Path file = Files.writeString(folder.resolve("schlüssel.key"), Requests.KEY);
        List<String> warnings = new ArrayList<>();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (Verifier verifier = Verifier.builder().onWarning(warnings::add).keyFile(file).build()) {
            assertEquals(AUTHORIZATION, verifier.verify(Requests.URL, Requests.NOW));
        }
        assertEquals(1, warnings.size(), warnings::toString);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (Verifier verifier =
                Verifier.builder().onWarning(warnings::add).keyFile(file, Requests.NOW).build()) {
            assertEquals(AUTHORIZATION, verifier.verify(Requests.URL, Requests.NOW));
        }
        assertEquals(1, warnings.size(), warnings::toString);
    }

    @Test
    void authorizationsAreEqualWhicheverKeySignedThem() {
        Authorization other = new Authorization(AUTHORIZATION.id(), AUTHORIZATION.product(), AUTHORIZATION.expiresAt(), 7);
        assertEquals(AUTHORIZATION, other);
        assertEquals(AUTHORIZATION.hashCode(), other.hashCode());
        assertNotEquals(AUTHORIZATION, new Authorization("other", other.product(), other.expiresAt(), 0));
    }

    static Verdict.Denied denied(Verdict verdict) {
        return assertInstanceOf(Verdict.Denied.class, verdict);
    }
}
