package storeauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Where the bytes of a key are, in all that another Java may write to. */
class MemoryTest {
    private static final int KEY_LENGTH = 128, CHUNK = 1 << 20;

    /** So many times the same: memory that is given back may be used again, but not all of it. */
    private static final int KEYS = 50;

    /** The part of it that is looked for: memory that is given back loses its first bytes alone. */
    private static final int FROM = 64, LENGTH = 32;

    /** One byte of a key that is written nowhere as a whole. */
    private static byte key(int place) {
        return (byte) ('!' + (place * place * 5 + place * 3) % 89);
    }

    /** Builds a verifier, and closes it when it is told to. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            byte[] key = new byte[KEY_LENGTH];
            for (int place = 0; place < KEY_LENGTH; place++) {
                key[place] = key(place);
            }
            Verifier.Builder builder = Verifier.builder();
            for (int number = 0; number < KEYS; number++) {
                builder.key(key);
            }
            try (Verifier verifier = builder.build()) {
                Arrays.fill(key, (byte) 0);
                verifier.check(Requests.URL, Requests.NOW);
                System.out.println("open");
                System.in.read();
            }
            System.out.println("closed");
            System.in.read();
        }
    }

    @Test
    void eachKeyIsHeldOnceAndWipedWhenTheVerifierIsClosed() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        // What a collector moves cannot be wiped: this one has no reason to.
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-Dstoreauth.library=" + System.getProperty("storeauth.library"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = holder.inputReader();
                Writer told = holder.outputWriter()) {
            assertEquals("open", said.readLine());
            assertEquals(KEYS, copies(holder.pid()));
            told.write('\n');
            told.flush();
            assertEquals("closed", said.readLine());
            assertEquals(0, copies(holder.pid()));
        }
        assertTrue(holder.waitFor(60, TimeUnit.SECONDS));
    }

    private static int copies(long process) throws IOException {
        int found = 0;
        try (FileChannel memory = FileChannel.open(Path.of("/proc/" + process + "/mem"))) {
            for (String line : Files.readAllLines(Path.of("/proc/" + process + "/maps"))) {
                String[] words = line.split(" +");
                if (words[1].startsWith("rw")) {
                    String[] ends = words[0].split("-");
                    found += copies(memory, Long.parseLong(ends[0], 16), Long.parseLong(ends[1], 16));
                }
            }
        }
        return found;
    }

    private static int copies(FileChannel memory, long start, long end) throws IOException {
        int found = 0;
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK + LENGTH - 1);
        for (long at = start; at < end; at += CHUNK) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
            while (buffer.hasRemaining() && memory.read(buffer, at + buffer.position()) > 0) {}
            for (int place = 0; place < Math.min(CHUNK, buffer.position() - LENGTH + 1); place++) {
                found += isKey(buffer, place) ? 1 : 0;
            }
        }
        return found;
    }

    private static boolean isKey(ByteBuffer buffer, int start) {
        for (int place = 0; place < LENGTH; place++) {
            if (buffer.get(start + place) != key(FROM + place)) {
                return false;
            }
        }
        return true;
    }
}
