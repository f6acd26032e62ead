package storeauth;

/** A field of a request. Its text is its name on the wire. */
public enum Field {
    // In the order of their numbers in store_auth.h, from 1.
    /** The id of a display or company. */
    ID,
    /** The product code. */
    PC,
    /** The expiry. */
    EXPIRY,
    /** The signature. */
    SIGNATURE;

    /** The name on the wire, such as {@code pc}. */
    @Override
    public String toString() {
        return WireName.of(this);
    }
}
