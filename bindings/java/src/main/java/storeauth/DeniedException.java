package storeauth;

import java.util.Optional;

/** A request is not to be let in. Its message is fit for a log. */
public final class DeniedException extends Exception {
    private static final long serialVersionUID = 1;

    /** The denial, which is lost where the exception is serialized. */
    private final transient Verdict.Denied denied;

    /**
     * A denial as an exception.
     *
     * @param denied the denial
     * @throws NullPointerException if there is none
     */
    public DeniedException(Verdict.Denied denied) {
        super(denied.message());
        this.denied = denied;
    }

    /**
     * The whole denial.
     *
     * @return the verdict
     */
    public Verdict.Denied denied() {
        return denied;
    }

    /**
     * Why, for programs.
     *
     * @return the code
     */
    public Code code() {
        return denied.code();
    }

    /**
     * The first bad field, where the request is malformed.
     *
     * @return the field
     */
    public Optional<Field> field() {
        return denied.field();
    }

    /**
     * The status to answer with over HTTP.
     *
     * @return 401 or 403
     */
    public int status() {
        return denied.status();
    }

    /**
     * The header {@code WWW-Authenticate} of a 401.
     *
     * @return the challenge
     */
    public Optional<String> challenge() {
        return denied.challenge();
    }

    /**
     * The body to answer with, as {@code application/problem+json}.
     *
     * @return the JSON
     */
    public String problemJson() {
        return denied.problemJson();
    }
}
