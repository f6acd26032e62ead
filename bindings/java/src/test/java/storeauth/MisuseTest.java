package storeauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MisuseTest {
    @Test
    void nullIsNoRequestAndNoTime() {
        try (Verifier verifier = Requests.verifier()) {
            assertThrows(NullPointerException.class, () -> verifier.check((String) null));
            assertThrows(NullPointerException.class, () -> verifier.check((Request) null));
            assertThrows(NullPointerException.class, () -> verifier.check(Requests.URL, null));
            assertThrows(NullPointerException.class, () -> verifier.verify(Requests.FIELDS, null));
        }
    }

    @Test
    void nullIsNothingThatAVerifierIsMadeOf() {
        Verifier.Builder builder = Verifier.builder();
        assertThrows(NullPointerException.class, () -> builder.key((String) null));
        assertThrows(NullPointerException.class, () -> builder.key((byte[]) null));
        assertThrows(NullPointerException.class, () -> builder.key(new byte[1], null));
        assertThrows(NullPointerException.class, () -> builder.keyFile(null));
        assertThrows(NullPointerException.class, () -> builder.leeway(null));
        assertThrows(NullPointerException.class, () -> builder.maxLifetime(null));
        assertThrows(NullPointerException.class, () -> builder.products(null));
        assertThrows(NullPointerException.class, () -> builder.products(Arrays.asList("music", null)));
        assertThrows(NullPointerException.class, () -> builder.expiryEncoding(null));
        assertThrows(NullPointerException.class, () -> builder.onWarning(null));
    }

    @Test
    void fieldsThatAreNotThereAreDenied() {
        try (Verifier verifier = Requests.verifier()) {
            Request none = new Request(null, null, null, null);
            assertEquals(Optional.of(Field.ID), VerifierTest.denied(verifier.check(none)).field());
        }
    }

    @Test
    void aClosedVerifierVerifiesNothing() {
        Verifier verifier = Requests.verifier();
        verifier.close();
        verifier.close();
        for (Executable ask : List.<Executable>of(
                () -> verifier.check(Requests.URL, Requests.NOW),
                () -> verifier.check(Requests.FIELDS, Requests.NOW),
                () -> verifier.verify(Requests.URL),
                () -> verifier.verify(Requests.FIELDS))) {
            String said = assertThrows(IllegalStateException.class, ask).getMessage();
            assertEquals("expected a verifier that is open, found one that was closed", said);
        }
    }

    @Test
    void aBuilderMakesOneVerifier() {
        Verifier.Builder builder = Verifier.builder().key(Requests.KEY);
        builder.build().close();
        assertThrows(IllegalStateException.class, builder::build);
    }

    @Test
    void whatCannotBeSetIsNamed() {
        assertRefused("key", builder -> builder);
        assertRefused("key", builder -> builder.key(""));
        assertRefused("key", builder -> builder.key("x".repeat(129)));
        assertRefused("key", builder -> builder.key(Requests.KEY + "\n"));
        assertRefused("/nowhere/server.key", builder -> builder.keyFile(Path.of("/nowhere/server.key")));
        assertRefused("leeway", builder -> builder.key(Requests.KEY).leeway(Duration.ofMillis(-1)));
        assertRefused("lifetime", builder -> builder.key(Requests.KEY).maxLifetime(Duration.ofSeconds(Long.MIN_VALUE)));
        assertRefused("product", builder -> builder.key(Requests.KEY).products(List.of("music", "two words")));
    }

    private static void assertRefused(String name, UnaryOperator<Verifier.Builder> settings) {
        Verifier.Builder builder = settings.apply(Verifier.builder());
        String message = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(message.contains(name), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD800", "\uDFFF", "\uDC00\uD800", "a\uD83D", "é", "😀", "\0", "?\uD800"})
    void anIdThatIsNotAsciiIsMalformed(String id) {
        try (Verifier verifier = Requests.verifier()) {
            Request request = new Request(id, Requests.PRODUCT, Requests.EXPIRY, Requests.SIGNATURE);
            assertEquals(Optional.of(Field.ID), VerifierTest.denied(verifier.check(request, Requests.NOW)).field());
            String url = Requests.URL.replace(Requests.ID, id);
            assertEquals(Optional.of(Field.ID), VerifierTest.denied(verifier.check(url, Requests.NOW)).field());
        }
    }

    @Test
    void halfOfASurrogatePairIsNotTakenForTheQuestionMarkThatWasSigned() {
        Instant now = Instant.now();
        String signed = Requests.signed(Requests.KEY, "music?", now.plusSeconds(60));
        try (Verifier verifier = Requests.verifier()) {
            assertInstanceOf(Verdict.Authorized.class, verifier.check("?" + signed, now));
            Verdict.Denied denied = VerifierTest.denied(verifier.check("?" + signed.replace('?', '\uD800'), now));
            assertEquals(Optional.of(Field.PC), denied.field());
        }
    }

    @Test
    void textsOfAnyLengthAreDenied() {
        String endless = "x".repeat(10_000_000);
        try (Verifier verifier = Requests.verifier()) {
            Request request = new Request(endless, endless, endless, endless);
            assertEquals(Optional.of(Field.ID), VerifierTest.denied(verifier.check(request)).field());
            assertEquals(Code.MALFORMED, VerifierTest.denied(verifier.check(endless)).code());
            assertEquals(Code.MALFORMED, VerifierTest.denied(verifier.check("")).code());
            assertInstanceOf(
                    Verdict.Authorized.class, verifier.check(Requests.URL + "&more=" + endless, Requests.NOW));
        }
    }

    @Test
    void whatThrowsOnAWarningMakesNoVerifier() {
        AtomicReference<String> said = new AtomicReference<>();
        Verifier.Builder builder = Verifier.builder().key("short").onWarning(warning -> {
            said.set(warning);
            throw new UnsupportedOperationException();
        });
        assertThrows(UnsupportedOperationException.class, builder::build);
        assertTrue(said.get().contains("key"), said.get());
    }
}
