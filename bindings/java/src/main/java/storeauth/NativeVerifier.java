package storeauth;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A verifier as the library has it. It is freed when it is closed and no call uses it any more. */
final class NativeVerifier implements AutoCloseable {
    private static final MethodHandle VERIFY_URL = Library.function(
                    "store_auth_verify_url", FunctionDescriptor.of(JAVA_INT, ADDRESS, Text.LAYOUT, JAVA_LONG, ADDRESS)),
            VERIFY_TEXTS = Library.function(
                    "store_auth_verify_texts",
                    FunctionDescriptor.of(
                            JAVA_INT, ADDRESS, Text.LAYOUT, Text.LAYOUT, Text.LAYOUT, Text.LAYOUT, JAVA_LONG, ADDRESS)),
            FREE = Library.function("store_auth_verifier_free", FunctionDescriptor.ofVoid(ADDRESS));

    private static final long VERDICT = NativeVerdict.LAYOUT.byteSize(), TEXT = Text.LAYOUT.byteSize();

    /** A call to which the verifier is passed holds this open until it returns. */
    private final Arena arena = Arena.ofShared();

    private final MemorySegment verifier;
    private volatile boolean closed;

    /** Takes over a verifier. */
    @SuppressWarnings("restricted")
    NativeVerifier(MemorySegment verifier) {
        this.verifier = verifier.reinterpret(arena, NativeVerifier::free);
    }

    Verdict verify(String url, long now) {
        open();
        byte[] bytes = Text.bytes(url);
        try (Arena call = Arena.ofConfined()) {
            Room room = new Room(call, 1, bytes.length);
            MemorySegment text = room.text(bytes), verdict = room.verdict();
            return NativeVerdict.read((int) VERIFY_URL.invokeExact(verifier, text, now, verdict), verdict);
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    Verdict verify(Request request, long now) {
        open();
        byte[] id = Text.bytes(request.id()),
                product = Text.bytes(request.product()),
                expiry = Text.bytes(request.expiry()),
                signature = Text.bytes(request.signature());
        try (Arena call = Arena.ofConfined()) {
            Room room = new Room(call, 4, (long) id.length + product.length + expiry.length + signature.length);
            MemorySegment first = room.text(id),
                    second = room.text(product),
                    third = room.text(expiry),
                    fourth = room.text(signature),
                    verdict = room.verdict();
            int code = (int) VERIFY_TEXTS.invokeExact(verifier, first, second, third, fourth, now, verdict);
            return NativeVerdict.read(code, verdict);
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    /** Waits for the calls under way, which take microseconds; none begins any more. */
    @Override
    public void close() {
        closed = true;
        while (arena.scope().isAlive()) {
            try {
                arena.close();
            } catch (IllegalStateException inUse) {
                Thread.yield();
            }
        }
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("expected a verifier that is open, found one that was closed");
        }
    }

    private static void free(MemorySegment verifier) {
        try {
            FREE.invokeExact(verifier);
        } catch (Throwable thrown) {
            throw Library.thrown(thrown);
        }
    }

    /** All that a call needs, as one piece of memory: the verdict, then the structs of texts, then their bytes. */
    private static final class Room {
        private final MemorySegment memory;
        private long struct = VERDICT;
        private long bytes;

        Room(Arena call, int texts, long length) {
            bytes = VERDICT + texts * TEXT;
            memory = call.allocate(bytes + length, NativeVerdict.LAYOUT.byteAlignment());
        }

        MemorySegment verdict() {
            return memory.asSlice(0, VERDICT);
        }

        MemorySegment text(byte[] text) {
            MemorySegment written =
                    Text.write(text, memory.asSlice(struct, TEXT), memory.asSlice(bytes, text.length));
            struct += TEXT;
            bytes += text.length;
            return written;
        }
    }
}
