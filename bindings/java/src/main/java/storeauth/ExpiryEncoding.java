package storeauth;

/** Which text of the expiry a signature may cover. */
public enum ExpiryEncoding {
    /** The expiry as it was sent. */
    AS_RECEIVED,
    /** The expiry as the Store's documentation formats it in Java. */
    JAVA_SAMPLE,
    /** The one or the other. */
    EITHER;

    /** The name, such as {@code as-received}. */
    @Override
    public String toString() {
        return WireName.of(this);
    }
}
