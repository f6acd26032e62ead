/** Verifies Store authorizations offline, by the library of {@code bindings/c}. */
module storeauth {
    requires static transitive jdk.httpserver;

    exports storeauth;
    exports storeauth.httpserver;
}
