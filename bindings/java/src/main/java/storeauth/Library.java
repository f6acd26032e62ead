package storeauth;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The library for C: where it is, and that it is the one that this package speaks to. */
final class Library {
    /** The system property that names its file. */
    private static final String PROPERTY = "storeauth.library";

    /** {@code STORE_AUTH_ABI}. */
    private static final int ABI = 1;

    static final Linker LINKER = Linker.nativeLinker();

    private static final SymbolLookup SYMBOLS = open(find());

    private Library() {}

    /** A function of the library. */
    @SuppressWarnings("restricted")
    static MethodHandle function(String name, FunctionDescriptor type) {
        return bind(SYMBOLS, name, type);
    }

    /** What a call gave that can fail only by a mistake of this package: never anything checked. */
    static RuntimeException thrown(Throwable thrown) {
        switch (thrown) {
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new AssertionError(thrown);
        }
    }

    private static Path find() {
        String named = System.getProperty(PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        String name = System.mapLibraryName("store_auth"), folders = System.getProperty("java.library.path", "");
        return Arrays.stream(folders.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new UnsatisfiedLinkError("expected " + name + " in a folder of java.library.path, found it in"
                        + " none of " + folders + "; the system property " + PROPERTY + " names another file"));
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup open(Path file) {
        SymbolLookup symbols;
        int abi;
        try {
            symbols = SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
            abi = (int) bind(symbols, "store_auth_abi", FunctionDescriptor.of(JAVA_INT)).invokeExact();
        } catch (IllegalArgumentException notOne) {
            throw new UnsatisfiedLinkError(file + ": expected a library that can be loaded");
        } catch (Throwable thrown) {
            throw thrown(thrown);
        }
        if (abi != ABI) {
            throw new UnsatisfiedLinkError(file + ": expected a library with the interface " + ABI + ", found " + abi);
        }
        return symbols;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle bind(SymbolLookup symbols, String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(
                symbols.find(name).orElseThrow(() -> new UnsatisfiedLinkError("expected a library that has " + name)), type);
    }
}
