package storeauth;

/** Why a request is denied, for programs. Its text is the code that every part of the project writes. */
public enum Code {
    // In the order of their numbers in store_auth.h, from 1.
    /** {@code malformed}: a field does not have the form that the scheme asks for. */
    MALFORMED,
    /** {@code expired}: the expiry, with the leeway, is past. */
    EXPIRED,
    /** {@code signature-mismatch}: no accepted server key makes this signature for these fields. */
    SIGNATURE_MISMATCH,
    /** {@code product-not-allowed}: authorized, for a product that this server does not serve. */
    PRODUCT_NOT_ALLOWED,
    /** {@code lifetime-too-long}: authorized, for longer than this server accepts. */
    LIFETIME_TOO_LONG;

    /** The code, such as {@code signature-mismatch}. */
    @Override
    public String toString() {
        return WireName.of(this);
    }
}
