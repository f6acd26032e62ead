package storeauth;

/**
 * The four fields of a request, decoded. Strangers send them: any text will do, and null, as of a parameter that is not
 * there, is an empty one.
 *
 * <p>Where there is a URL, give {@link Verifier#check(String)} that: a field that is there twice is denied, and whoever takes
 * the fields out has lost one of the two.
 *
 * @param id the id of the display or company
 * @param product the product code
 * @param expiry the expiry, exactly as it was sent
 * @param signature the signature, which {@link #toString} leaves out
 */
public record Request(String id, String product, String expiry, String signature) {
    /** The four fields. */
    public Request {
        id = id == null ? "" : id;
        product = product == null ? "" : product;
        expiry = expiry == null ? "" : expiry;
        signature = signature == null ? "" : signature;
    }

    /** The fields without the signature, by which anybody would be let in. */
    @Override
    public String toString() {
        return "Request[id=" + id + ", product=" + product + ", expiry=" + expiry + "]";
    }
}
