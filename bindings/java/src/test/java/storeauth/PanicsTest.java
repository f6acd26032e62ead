package storeauth;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** With a library that has a panic in it on purpose. */
@Tag("panics")
class PanicsTest {
    @Test
    void aPanicLetsNobodyInAndEndsNothing() {
        try (Verifier verifier = Requests.verifier()) {
            for (int round = 0; round < 3; round++) {
                String said = assertThrows(IllegalStateException.class, () -> verifier.check("?id=panic")).getMessage();
                assertTrue(said.contains("a mistake in the library"), said);
                assertInstanceOf(Verdict.Authorized.class, verifier.check(Requests.URL, Requests.NOW));
            }
        }
    }
}
