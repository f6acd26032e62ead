package storeauth;

import java.util.Objects;
import java.util.Optional;

/** What came of a request. */
public sealed interface Verdict {
    /**
     * The Store authorized it.
     *
     * @param authorization what the Store authorized
     */
    record Authorized(Authorization authorization) implements Verdict {
        /**
         * The Store authorized it.
         *
         * @throws NullPointerException if there is no authorization
         */
        public Authorized {
            Objects.requireNonNull(authorization, "authorization");
        }
    }

    /**
     * It is not to be let in. Nothing in here is a secret: neither a signature nor a key.
     *
     * @param code why, for programs
     * @param field the first bad field, where the request is malformed
     * @param status the status to answer with over HTTP: 401, or 403 where the Store authorized what is not served here
     * @param challenge the header {@code WWW-Authenticate} of a 401
     * @param message why, for people and logs: visible ASCII
     * @param problemJson the body to answer with: JSON, as {@code application/problem+json}
     */
    record Denied(
            Code code,
            Optional<Field> field,
            int status,
            Optional<String> challenge,
            String message,
            String problemJson)
            implements Verdict {
        /**
         * It is not to be let in.
         *
         * @throws NullPointerException if anything is null
         */
        public Denied {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(field, "field");
            Objects.requireNonNull(challenge, "challenge");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(problemJson, "problemJson");
        }
    }
}
