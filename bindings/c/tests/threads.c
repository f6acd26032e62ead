/* Sixteen threads ask one verifier at once, each for others, and each gets its own answers. */
#include "check.h"
#include <pthread.h>

static store_auth_verifier *it;

static void *ask(void *number) {
    int odd = (int)((size_t)number % 2);
    for (int round = 0; round < 20000; round++) {
        store_auth_verdict verdict;
        store_auth_text id = text(odd ? "YU4XHT8XQDWK" : ID);
        store_auth_verify_texts(it, id, text(PRODUCT), text(EXPIRY), text(SIGNATURE), NOW, &verdict);
        CHECK(verdict.code == (odd ? STORE_AUTH_SIGNATURE_MISMATCH : STORE_AUTH_AUTHORIZED));
        CHECK(strcmp(verdict.id, odd ? "" : ID) == 0);
    }
    return NULL;
}

int main(void) {
    pthread_t threads[16];
    it = verifier();
    for (size_t number = 0; number < 16; number++) CHECK(pthread_create(&threads[number], NULL, ask, (void *)number) == 0);
    for (size_t number = 0; number < 16; number++) CHECK(pthread_join(threads[number], NULL) == 0);
    store_auth_verifier_free(it);
    puts("threads: each got its own answers");
    return 0;
}
