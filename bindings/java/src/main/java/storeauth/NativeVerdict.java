package storeauth;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import java.util.Optional;

/** A verdict as the library writes it. */
final class NativeVerdict {
    /** {@code store_auth_verdict}. */
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_INT.withName("code"),
            JAVA_INT.withName("field"),
            JAVA_INT.withName("key"),
            JAVA_INT.withName("id_length"),
            JAVA_INT.withName("product_length"),
            JAVA_INT.withName("status"),
            JAVA_LONG.withName("expires_at_ms"),
            MemoryLayout.sequenceLayout(65, JAVA_BYTE).withName("id"),
            MemoryLayout.sequenceLayout(51, JAVA_BYTE).withName("product"),
            MemoryLayout.paddingLayout(4),
            MemoryLayout.structLayout(
                            JAVA_INT.withName("problem"),
                            JAVA_INT.withName("byte"),
                            JAVA_LONG.withName("place"),
                            JAVA_LONG.withName("now_ms"),
                            JAVA_LONG.withName("max_lifetime_ms"))
                    .withName("detail"));

    private static final long FIELD = offset("field"),
            KEY = offset("key"),
            ID_LENGTH = offset("id_length"),
            PRODUCT_LENGTH = offset("product_length"),
            STATUS = offset("status"),
            EXPIRES_AT = offset("expires_at_ms"),
            ID = offset("id"),
            PRODUCT = offset("product");

    private static final MethodHandle MESSAGE = words("store_auth_message"),
            PROBLEM_JSON = words("store_auth_problem_json"),
            CHALLENGE = words("store_auth_challenge");

    private static final Code[] CODES = Code.values();
    private static final Field[] FIELDS = Field.values();

    /** What no text about a verdict has come near. */
    private static final int ROOM = 1024;

    private NativeVerdict() {}

    /** Reads what was written, with the code that was returned. */
    static Verdict read(int code, MemorySegment verdict) {
        if (code == 0) {
            return new Verdict.Authorized(new Authorization(
                    Text.read(verdict, ID, verdict.get(JAVA_INT, ID_LENGTH)),
                    Text.read(verdict, PRODUCT, verdict.get(JAVA_INT, PRODUCT_LENGTH)),
                    Instant.ofEpochMilli(verdict.get(JAVA_LONG, EXPIRES_AT)),
                    verdict.get(JAVA_INT, KEY)));
        }
        if (code < 0 || code > CODES.length) {
            throw new IllegalStateException(text(MESSAGE, verdict));
        }
        int field = verdict.get(JAVA_INT, FIELD);
        String challenge = text(CHALLENGE, verdict);
        return new Verdict.Denied(
                CODES[code - 1],
                field == 0 ? Optional.empty() : Optional.of(FIELDS[field - 1]),
                verdict.get(JAVA_INT, STATUS),
                challenge.isEmpty() ? Optional.empty() : Optional.of(challenge),
                text(MESSAGE, verdict),
                text(PROBLEM_JSON, verdict));
    }

    private static String text(MethodHandle words, MemorySegment verdict) {
        try (Arena arena = Arena.ofConfined()) {
            for (long size = ROOM; ; ) {
                MemorySegment buffer = arena.allocate(size);
                long length = (long) words.invokeExact(verdict, buffer, size);
                if (length < size) {
                    return Text.read(buffer, 0, (int) length);
                }
                size = length + 1;
            }
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    private static long offset(String name) {
        return LAYOUT.byteOffset(PathElement.groupElement(name));
    }

    private static MethodHandle words(String name) {
        return Library.function(name, FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
    }
}
