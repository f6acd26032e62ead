package storeauth;

import java.time.Instant;
import java.util.Objects;

/**
 * What the Store authorized. Two are equal that say the same, whichever key signed them, so that a deny-list holds while a
 * key is being replaced.
 *
 * @param id the id of the display or company
 * @param product the product code
 * @param expiresAt the last instant at which it holds, in milliseconds, without any leeway
 * @param key which of the verifier's keys matched: 0 is the first
 */
public record Authorization(String id, String product, Instant expiresAt, int key) {
    /**
     * What the Store authorized.
     *
     * @throws NullPointerException if anything is null
     */
    public Authorization {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /** Whether the other says the same, whichever key signed it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Authorization that
                && id.equals(that.id)
                && product.equals(that.product)
                && expiresAt.equals(that.expiresAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, product, expiresAt);
    }
}
