package storeauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a library that is elsewhere, or another: each in a Java of its own. */
class LibraryTest {
    /** What each of these runs. */
    static final class Ask {
        public static void main(String[] arguments) {
            try (Verifier verifier = Requests.verifier()) {
                System.out.println(verifier.check(Requests.URL, Requests.NOW).getClass().getSimpleName());
            }
        }
    }

    @TempDir
    Path folder;

    @Test
    void itIsFoundInAFolderOfTheLibraryPath() throws Exception {
        Path library = Path.of(System.getProperty("storeauth.library"));
        String name = System.mapLibraryName("store_auth");
        Files.createSymbolicLink(folder.resolve(name), library.toRealPath());
        assertEquals("Authorized\n", said("-Djava.library.path=/nowhere:" + folder));
    }

    @Test
    void aLibraryThatIsNotThereIsNamed() throws Exception {
        assertSays("found it in none of /nowhere", "-Djava.library.path=/nowhere");
        assertSays("/nowhere/lib.so: expected a library", "-Dstoreauth.library=/nowhere/lib.so");
    }

    @Test
    void aLibraryWithAnotherInterfaceIsRefused() throws Exception {
        String library = compiled("unsigned store_auth_abi(void) { return 2; }");
        assertSays("expected a library with the interface 1, found 2", "-Dstoreauth.library=" + library);
    }

    @Test
    void anotherLibraryIsRefused() throws Exception {
        String library = compiled("int nothing(void) { return 0; }");
        assertSays("expected a library that has store_auth_abi", "-Dstoreauth.library=" + library);
    }

    private String compiled(String source) throws Exception {
        Path file = Files.writeString(folder.resolve("other.c"), source), library = folder.resolve("libother.so");
        output(new ProcessBuilder("cc", "-shared", "-fPIC", "-o", library.toString(), file.toString()));
        return library.toString();
    }

    private static void assertSays(String words, String option) throws Exception {
        String said = said(option);
        assertTrue(said.contains("java.lang.UnsatisfiedLinkError") && said.contains(words), said);
    }

    private static String said(String option) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "--enable-native-access=ALL-UNNAMED", option, "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), Ask.class.getName()));
        return output(new ProcessBuilder(command));
    }

    private static String output(ProcessBuilder command) throws IOException, InterruptedException {
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said;
    }
}
