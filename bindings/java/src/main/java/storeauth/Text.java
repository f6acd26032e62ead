package storeauth;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;

/** Texts as the library takes and writes them. */
final class Text {
    /** {@code store_auth_text}. */
    static final StructLayout LAYOUT = MemoryLayout.structLayout(ADDRESS.withName("data"), JAVA_LONG.withName("length"));

    /** How much one of so many bytes takes. */
    static long room(byte[] text) {
        return LAYOUT.byteSize() + text.length;
    }

    private Text() {}

    /** The bytes of a text, in UTF-8. */
    static byte[] bytes(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                return wellFormed(text).getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Writes bytes behind a struct that leads to them, and gives the struct. */
    static MemorySegment write(byte[] text, MemorySegment struct, MemorySegment room) {
        MemorySegment.copy(text, 0, room, JAVA_BYTE, 0, text.length);
        struct.set(ADDRESS, 0, room);
        struct.set(JAVA_LONG, ADDRESS.byteSize(), text.length);
        return struct;
    }

    /** So many bytes at a place, which are ASCII. */
    static String read(MemorySegment segment, long offset, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(segment, JAVA_BYTE, offset, bytes, 0, length);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Half of a surrogate pair would be encoded as a question mark, which a field may have: as U+FFFD, it is denied. */
    private static String wellFormed(String text) {
        return text.codePoints()
                .map(point -> Character.getType(point) == Character.SURROGATE ? 0xFFFD : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
