package storeauth;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Verifies requests that the Store authorized, under a server's keys. Any number of threads may share one.
 *
 * {@snippet :
 * Verifier verifier = Verifier.builder().keyFile(Path.of("server.key")).build();
 * switch (verifier.check("/feed?id=…")) {
 *     case Verdict.Authorized(Authorization authorization) -> serve(authorization.id());
 *     case Verdict.Denied denied -> answer(denied.status());
 * }
 * }
 *
 * <p>Nothing that a stranger sends is an exception of {@code check}, and none but {@link DeniedException} of {@code verify}.
 * For new keys make a new verifier, put it where the threads look for it, and close the old one. One that is never closed
 * stays in memory, with its keys.
 */
public final class Verifier implements AutoCloseable {
    private final NativeVerifier verifier;

    private Verifier(NativeVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * What to make a verifier of.
     *
     * @return a builder without a key, which lets in every product for any time and knows no leeway
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The authorization of a URL, or of a request target such as {@code /feed?id=…}, now.
     *
     * @param url the URL
     * @return what the Store authorized
     * @throws DeniedException if it is not to be let in
     * @throws IllegalStateException if the verifier is closed
     */
    public Authorization verify(String url) throws DeniedException {
        return orThrow(check(url));
    }

    /**
     * The authorization of a URL, as of a time.
     *
     * @param url the URL
     * @param now the time, of which milliseconds count
     * @return what the Store authorized
     * @throws DeniedException if it is not to be let in
     * @throws IllegalStateException if the verifier is closed
     */
    public Authorization verify(String url, Instant now) throws DeniedException {
        return orThrow(check(url, now));
    }

    /**
     * The authorization of the fields of a request, now.
     *
     * @param request the fields
     * @return what the Store authorized
     * @throws DeniedException if it is not to be let in
     * @throws IllegalStateException if the verifier is closed
     */
    public Authorization verify(Request request) throws DeniedException {
        return orThrow(check(request));
    }

    /**
     * The authorization of the fields of a request, as of a time.
     *
     * @param request the fields
     * @param now the time, of which milliseconds count
     * @return what the Store authorized
     * @throws DeniedException if it is not to be let in
     * @throws IllegalStateException if the verifier is closed
     */
    public Authorization verify(Request request, Instant now) throws DeniedException {
        return orThrow(check(request, now));
    }

    /**
     * The verdict on a URL, or on a request target such as {@code /feed?id=…}, now.
     *
     * @param url the URL
     * @return whether it is to be let in, or why not
     * @throws IllegalStateException if the verifier is closed
     */
    public Verdict check(String url) {
        return verifier.verify(Objects.requireNonNull(url, "url"), Millis.NOW);
    }

    /**
     * The verdict on a URL, as of a time.
     *
     * @param url the URL
     * @param now the time, of which milliseconds count
     * @return whether it is to be let in, or why not
     * @throws IllegalStateException if the verifier is closed
     */
    public Verdict check(String url, Instant now) {
        return verifier.verify(Objects.requireNonNull(url, "url"), Millis.of(now));
    }

    /**
     * The verdict on the fields of a request, now.
     *
     * @param request the fields
     * @return whether it is to be let in, or why not
     * @throws IllegalStateException if the verifier is closed
     */
    public Verdict check(Request request) {
        return verifier.verify(Objects.requireNonNull(request, "request"), Millis.NOW);
    }

    /**
     * The verdict on the fields of a request, as of a time.
     *
     * @param request the fields
     * @param now the time, of which milliseconds count
     * @return whether it is to be let in, or why not
     * @throws IllegalStateException if the verifier is closed
     */
    public Verdict check(Request request, Instant now) {
        return verifier.verify(Objects.requireNonNull(request, "request"), Millis.of(now));
    }

    /** Wipes the keys, as soon as the calls under way have returned. From then on it verifies nothing. */
    @Override
    public void close() {
        verifier.close();
    }

    private static Authorization orThrow(Verdict verdict) throws DeniedException {
        return switch (verdict) {
            case Verdict.Authorized(Authorization authorization) -> authorization;
            case Verdict.Denied denied -> throw new DeniedException(denied);
        };
    }

    /** What a verifier is made of. It makes one, and keeps no key after that. One thread at a time may use it. */
    public static final class Builder {
        private final List<Consumer<NativeSettings>> steps = new ArrayList<>();
        private final List<byte[]> keys = new ArrayList<>();
        private Consumer<String> onWarning = warning ->
                System.getLogger("storeauth").log(System.Logger.Level.WARNING, warning);
        private boolean used;

        private Builder() {}

        /**
         * Adds a server key, to be tried behind those before. A string stays in Java's memory until it is collected: prefer
         * a file, or bytes that you overwrite.
         *
         * @param key the key
         * @return this
         */
        public Builder key(String key) {
            return key(Text.bytes(key));
        }

        /**
         * Adds a server key, to be tried behind those before.
         *
         * @param key its bytes, which are copied; the copy is wiped when the verifier is built
         * @return this
         */
        public Builder key(byte[] key) {
            return addKey(key, Millis.NO_END);
        }

        /**
         * Adds a server key that is accepted until and at a time: the old one, while it is replaced.
         *
         * @param key its bytes, which are copied; the copy is wiped when the verifier is built
         * @param acceptUntil until when, of which milliseconds count
         * @return this
         */
        public Builder key(byte[] key, Instant acceptUntil) {
            return addKey(key, Millis.of(acceptUntil));
        }

        /**
         * Adds the key that a file holds, and nothing else, to be tried behind those before. One that every user can read is
         * warned of.
         *
         * @param file the file, which is read when the verifier is built
         * @return this
         */
        public Builder keyFile(Path file) {
            return addKeyFile(file, Millis.NO_END);
        }

        /**
         * Adds the key that a file holds, and nothing else, accepted until and at a time.
         *
         * @param file the file, which is read when the verifier is built
         * @param acceptUntil until when, of which milliseconds count
         * @return this
         */
        public Builder keyFile(Path file, Instant acceptUntil) {
            return addKeyFile(file, Millis.of(acceptUntil));
        }

        /**
         * How long after its expiry a request is let in: not at all, unless given.
         *
         * @param leeway the length, of which milliseconds count
         * @return this
         */
        public Builder leeway(Duration leeway) {
            long milliseconds = Millis.of(leeway);
            return step(settings -> settings.setLeeway(milliseconds));
        }

        /**
         * How long before its expiry, at the most, a request is let in: any time, unless given.
         *
         * @param maxLifetime the length, of which milliseconds count
         * @return this
         */
        public Builder maxLifetime(Duration maxLifetime) {
            long milliseconds = Millis.of(maxLifetime);
            return step(settings -> settings.setMaxLifetime(milliseconds));
        }

        /**
         * The product codes that are served: all, unless given.
         *
         * @param products the codes; with none of them, nobody is let in
         * @return this
         */
        public Builder products(Collection<String> products) {
            List<String> codes = List.copyOf(products);
            return step(settings -> settings.setProducts(codes));
        }

        /**
         * Which text of the expiry a signature may cover: either, unless given.
         *
         * @param encoding the choice
         * @return this
         */
        public Builder expiryEncoding(ExpiryEncoding encoding) {
            Objects.requireNonNull(encoding, "encoding");
            return step(settings -> settings.setExpiryEncoding(encoding));
        }

        /**
         * Whom to tell of a key that is easy to get at, or most likely more than the key: the logger {@code storeauth},
         * unless given.
         *
         * @param onWarning is told when the verifier is built, without any byte of a key
         * @return this
         */
        public Builder onWarning(Consumer<String> onWarning) {
            this.onWarning = Objects.requireNonNull(onWarning, "onWarning");
            return this;
        }

        /**
         * Makes the verifier, and wipes the copies of keys in here.
         *
         * @return the verifier, which is yours to close
         * @throws IllegalArgumentException if something cannot be set, or there is no key: which, and what was expected
         * @throws IllegalStateException if the builder has made one before
         * @throws UnsatisfiedLinkError if the library is not to be found, or has another interface
         */
        public Verifier build() {
            if (used) {
                throw new IllegalStateException("expected a builder that has made no verifier");
            }
            used = true;
            List<String> warnings;
            NativeVerifier verifier;
            try (NativeSettings settings = new NativeSettings()) {
                steps.forEach(step -> step.accept(settings));
                verifier = new NativeVerifier(settings.newVerifier());
                warnings = List.copyOf(settings.warnings());
            } finally {
                keys.forEach(key -> Arrays.fill(key, (byte) 0));
            }
            try {
                warnings.forEach(onWarning);
            } catch (Throwable thrown) {
                verifier.close();
                throw thrown;
            }
            return new Verifier(verifier);
        }

        private Builder addKey(byte[] key, long acceptUntil) {
            byte[] copy = key.clone();
            keys.add(copy);
            return step(settings -> settings.addKey(copy, acceptUntil));
        }

        private Builder addKeyFile(Path file, long acceptUntil) {
            Objects.requireNonNull(file, "file");
            return step(settings -> settings.addKeyFile(file, acceptUntil));
        }

        private Builder step(Consumer<NativeSettings> step) {
            steps.add(step);
            return this;
        }
    }
}
