/* Says whether a request is let in:  check server.key '/feed?id=…&pc=…&expiry=…&signature=…' */
#include <stdio.h>
#include <string.h>
#include <store_auth.h>

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: check KEY_FILE URL\n");
        return 2;
    }
    /* Once, at the start. The verifier can be shared by any number of threads. */
    store_auth_failure failure;
    store_auth_settings *settings = store_auth_settings_new();
    store_auth_verifier *verifier = NULL;
    if (store_auth_add_key_file(settings, arguments[1], STORE_AUTH_NO_END, &failure) == 0)
        verifier = store_auth_verifier_new(settings, &failure);
    if (verifier == NULL) {
        fprintf(stderr, "%s\n", failure.text);
        return 2;
    }

    /* For each request. */
    store_auth_verdict verdict;
    store_auth_text url = {arguments[2], strlen(arguments[2])};
    int is_authorized = store_auth_verify_url(verifier, url, STORE_AUTH_NOW, &verdict) == STORE_AUTH_AUTHORIZED;
    char message[256];
    store_auth_message(&verdict, message, sizeof message);
    if (is_authorized)
        printf("%u: %s for %s\n", verdict.status, verdict.id, verdict.product);
    else
        printf("%u: %s\n", verdict.status, message);

    store_auth_verifier_free(verifier);
    return !is_authorized;
}
