package storeauth;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Settings as the library has them, until a verifier is made of them. */
final class NativeSettings implements AutoCloseable {
    private static final MethodHandle NEW = Library.function("store_auth_settings_new", FunctionDescriptor.of(ADDRESS)),
            FREE = Library.function("store_auth_settings_free", FunctionDescriptor.ofVoid(ADDRESS)),
            ON_WARNING = Library.function(
                    "store_auth_on_warning", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS)),
            ADD_KEY = Library.function(
                    "store_auth_add_key", FunctionDescriptor.of(JAVA_INT, ADDRESS, Text.LAYOUT, JAVA_LONG, ADDRESS)),
            ADD_KEY_FILE = Library.function(
                    "store_auth_add_key_file", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS)),
            SET_LEEWAY = setNumber("store_auth_set_leeway"),
            SET_MAX_LIFETIME = setNumber("store_auth_set_max_lifetime"),
            SET_PRODUCTS = Library.function(
                    "store_auth_set_products", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS)),
            SET_EXPIRY_ENCODING = Library.function(
                    "store_auth_set_expiry_encoding", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS)),
            VERIFIER_NEW = Library.function("store_auth_verifier_new", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));

    private static final FunctionDescriptor WARN = FunctionDescriptor.ofVoid(ADDRESS, ADDRESS);

    /** {@code STORE_AUTH_FAILURE_SIZE}, and the longest warning. */
    private static final int FAILURE_SIZE = 512;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment failure = arena.allocate(FAILURE_SIZE);
    private final List<String> warnings = new ArrayList<>();
    private final MemorySegment settings;

    @SuppressWarnings("restricted")
    NativeSettings() {
        try {
            MethodHandle warn = MethodHandles.lookup()
                    .bind(this, "warn", MethodType.methodType(void.class, MemorySegment.class, MemorySegment.class));
            settings = (MemorySegment) NEW.invokeExact();
            ON_WARNING.invokeExact(settings, Library.LINKER.upcallStub(warn, WARN, arena), MemorySegment.NULL);
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    void addKey(byte[] key, long acceptUntil) {
        MemorySegment copy = arena.allocate(Text.room(key), Text.LAYOUT.byteAlignment());
        try {
            MemorySegment text = Text.write(key, copy, copy.asSlice(Text.LAYOUT.byteSize()));
            check((int) ADD_KEY.invokeExact(settings, text, acceptUntil, failure));
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        } finally {
            copy.fill((byte) 0);
        }
    }

    void addKeyFile(Path file, long acceptUntil) {
        try {
            check((int) ADD_KEY_FILE.invokeExact(settings, arena.allocateFrom(file.toString()), acceptUntil, failure));
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    void setLeeway(long milliseconds) {
        try {
            check((int) SET_LEEWAY.invokeExact(settings, milliseconds, failure));
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    void setMaxLifetime(long milliseconds) {
        try {
            check((int) SET_MAX_LIFETIME.invokeExact(settings, milliseconds, failure));
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    void setProducts(List<String> products) {
        MemorySegment texts = arena.allocate(Text.LAYOUT, products.size());
        for (int at = 0; at < products.size(); at++) {
            byte[] text = Text.bytes(products.get(at));
            Text.write(text, texts.asSlice(at * Text.LAYOUT.byteSize(), Text.LAYOUT), arena.allocate(text.length));
        }
        try {
            check((int) SET_PRODUCTS.invokeExact(settings, texts, (long) products.size(), failure));
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    void setExpiryEncoding(ExpiryEncoding encoding) {
        try {
            check((int) SET_EXPIRY_ENCODING.invokeExact(settings, arena.allocateFrom(encoding.toString()), failure));
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    /** A verifier, after which these settings are used up. */
    MemorySegment newVerifier() {
        try {
            MemorySegment verifier = (MemorySegment) VERIFIER_NEW.invokeExact(settings, failure);
            check(verifier.equals(MemorySegment.NULL) ? 1 : 0);
            return verifier;
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    /** What was told of the keys so far. */
    List<String> warnings() {
        return Collections.unmodifiableList(warnings);
    }

    /** Wipes the keys, but for those that a verifier has. */
    @Override
    public void close() {
        try {
            FREE.invokeExact(settings);
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        } finally {
            arena.close();
        }
    }

    private void check(int failed) {
        if (failed != 0) {
            throw new IllegalArgumentException(failure.getString(0));
        }
    }

    /** Called by the library, which no exception may cross: whoever is to be told is told later. */
    @SuppressWarnings({"restricted", "unused"})
    private void warn(MemorySegment text, MemorySegment context) {
        warnings.add(text.reinterpret(FAILURE_SIZE).getString(0));
    }

    private static MethodHandle setNumber(String name) {
        return Library.function(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS));
    }
}
