/**
 * Verifies Store authorizations offline: {@link storeauth.Verifier} says whether the Store authorized a request, until when,
 * and for which display or company.
 *
 * <p>Every verdict is made by the library for C, {@code libstore_auth}. It is looked for in the file that the system property
 * {@code storeauth.library} names and, without that, under its name in the folders of {@code java.library.path}. Where there
 * is none, or one with another interface, the first use of {@link storeauth.Verifier} is an {@link UnsatisfiedLinkError}
 * which says so. Run Java with {@code --enable-native-access=storeauth}, or {@code =ALL-UNNAMED} where the package is on the
 * class path.
 */
package storeauth;
