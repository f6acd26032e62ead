/* A panic in the library, which this build has on purpose, lets nobody in and ends nothing. */
#include "check.h"

int main(void) {
    store_auth_verifier *it = verifier();
    store_auth_verdict verdict;
    char said[100];
    for (int round = 0; round < 3; round++) {
        CHECK(store_auth_verify_query(it, text("id=panic"), NOW, &verdict) == STORE_AUTH_PANICKED);
        CHECK(verdict.status == 500);
        CHECK(store_auth_message(&verdict, said, sizeof said) && strstr(said, "a mistake in the library"));
        CHECK(store_auth_problem_json(&verdict, said, sizeof said) && strcmp(said, SERVERS_FAULT) == 0);
        CHECK(store_auth_verify_query(it, text(QUERY), NOW, &verdict) == STORE_AUTH_AUTHORIZED);
    }
    store_auth_verifier_free(it);
    puts("panics: let nobody in");
    return 0;
}
