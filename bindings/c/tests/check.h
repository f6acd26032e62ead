/* What the tests share: real-looking values, and a check that says what failed. */
#ifndef CHECK_H
#define CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <store_auth.h>

#define KEY "e4232e0620f9290025cb3783768c9c8c4686078c"
#define ID "XU4XHT8XQDWK"
#define PRODUCT "b5d78da0853d97e2ec28feb5e31b9953d9c72420"
#define EXPIRY "2016-04-26T08:17:59.059+0000"
#define SIGNATURE "16be1703017fd1001fe63465e50523982f10b0ca"
#define QUERY "id=" ID "&pc=" PRODUCT "&expiry=" EXPIRY "&signature=" SIGNATURE
/* The body where nobody could be asked. */
#define SERVERS_FAULT "{\"title\":\"Internal Server Error\",\"status\":500}"
/* 2016-04-26T08:00:00Z */
#define NOW INT64_C(1461657600000)

#define CHECK(fact)                                                                 \
    do {                                                                            \
        if (!(fact)) {                                                              \
            fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #fact);     \
            exit(1);                                                                \
        }                                                                           \
    } while (0)

static inline store_auth_text text(const char *terminated) {
    store_auth_text text = {terminated, strlen(terminated)};
    return text;
}

static inline store_auth_verifier *verifier(void) {
    store_auth_settings *settings = store_auth_settings_new();
    CHECK(store_auth_add_key(settings, text(KEY), STORE_AUTH_NO_END, NULL) == 0);
    store_auth_verifier *made = store_auth_verifier_new(settings, NULL);
    CHECK(made != NULL);
    return made;
}

#endif
