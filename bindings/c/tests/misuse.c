/* Nulls, wrong lengths, and handles whose value is gone: nobody is let in, and nothing breaks. */
#include "check.h"

static void nulls_let_nobody_in(void) {
    store_auth_verifier *it = verifier();
    store_auth_verdict verdict;
    store_auth_text none = {NULL, 0}, null_with_length = {NULL, 5}, endless = {QUERY, SIZE_MAX};
    CHECK(store_auth_verify_query(NULL, text(QUERY), NOW, &verdict) == STORE_AUTH_MISUSED);
    CHECK(verdict.code == STORE_AUTH_MISUSED && verdict.status == 500 && verdict.id[0] == 0);
    CHECK(store_auth_verify_query(it, text(QUERY), NOW, NULL) == STORE_AUTH_MISUSED);
    CHECK(store_auth_verify_query(it, none, NOW, &verdict) == STORE_AUTH_MALFORMED);
    CHECK(store_auth_verify_query(it, null_with_length, NOW, &verdict) == STORE_AUTH_MISUSED);
    CHECK(store_auth_verify_url(it, endless, NOW, &verdict) == STORE_AUTH_MISUSED);
    CHECK(store_auth_verify_texts(it, text(ID), text(PRODUCT), null_with_length, text(SIGNATURE), NOW, &verdict) ==
          STORE_AUTH_MISUSED);
    char said[100];
    CHECK(store_auth_message(&verdict, said, sizeof said) == strlen(said) && strncmp(said, "misused: ", 9) == 0);
    CHECK(strcmp(store_auth_code_name(verdict.code), "misused") == 0);
    CHECK(store_auth_problem_json(&verdict, said, sizeof said) == strlen(SERVERS_FAULT) && strcmp(said, SERVERS_FAULT) == 0);
    CHECK(store_auth_challenge(&verdict, said, sizeof said) == 0 && said[0] == 0);
    CHECK(store_auth_problem_json(NULL, said, sizeof said) == 0 && said[0] == 0);
    CHECK(store_auth_message(NULL, said, sizeof said) == 0 && said[0] == 0);
    CHECK(store_auth_message(&verdict, NULL, 100) > 0);
    CHECK(store_auth_code_name(77) == NULL && store_auth_field_name(0) == NULL && store_auth_field_name(5) == NULL);
    CHECK(store_auth_accepts_any(NULL, NOW) == 0);
    store_auth_verifier_free(it);
    store_auth_verifier_free(NULL);
}

static void nulls_in_settings_are_refused(void) {
    store_auth_settings *settings = store_auth_settings_new();
    store_auth_failure failure;
    CHECK(store_auth_add_key(NULL, text(KEY), STORE_AUTH_NO_END, &failure) == 1);
    CHECK(strncmp(failure.text, "null: ", 6) == 0);
    CHECK(store_auth_add_key(settings, (store_auth_text){NULL, 3}, STORE_AUTH_NO_END, NULL) == 1);
    CHECK(store_auth_add_key_file(settings, NULL, STORE_AUTH_NO_END, &failure) == 1);
    CHECK(store_auth_set_expiry_encoding(settings, NULL, &failure) == 1);
    CHECK(store_auth_set_products(settings, NULL, 2, &failure) == 1);
    CHECK(store_auth_set_products(settings, (store_auth_text[]){{KEY, 5}}, SIZE_MAX, &failure) == 1);
    CHECK(store_auth_verifier_new(NULL, &failure) == NULL);
    store_auth_on_warning(NULL, NULL, NULL);
    store_auth_settings_free(settings);
    store_auth_settings_free(NULL);
}

static void what_is_gone_is_known_to_be(void) {
    store_auth_verdict verdict;
    store_auth_verifier *it = verifier();
    store_auth_verifier_free(it);
    store_auth_verifier_free(it);
    CHECK(store_auth_verify_query(it, text(QUERY), NOW, &verdict) == STORE_AUTH_MISUSED);
    CHECK(store_auth_accepts_any(it, NOW) == 0);

    store_auth_failure failure;
    store_auth_settings *settings = store_auth_settings_new();
    CHECK(store_auth_add_key(settings, text(KEY), STORE_AUTH_NO_END, NULL) == 0);
    store_auth_verifier_free(store_auth_verifier_new(settings, NULL));
    CHECK(store_auth_set_leeway(settings, 1, &failure) == 1);
    CHECK(strcmp(failure.text, "settings: they were used or freed before") == 0);
    CHECK(store_auth_verifier_new(settings, &failure) == NULL);
    store_auth_settings_free(settings);
}

static void any_bytes_are_a_verdict(void) {
    store_auth_verdict verdict;
    char said[1000];
    for (int byte = 0; byte < 256; byte++) {
        memset(&verdict, byte, sizeof verdict);
        CHECK(store_auth_message(&verdict, said, sizeof said) == strlen(said) && said[0] != 0);
        size_t length = store_auth_problem_json(&verdict, said, sizeof said);
        CHECK(length == strlen(said));
        CHECK(byte == 0 ? length == 0 : said[0] == '{' && said[length - 1] == '}');
        CHECK(store_auth_challenge(&verdict, said, sizeof said) == 0 && said[0] == 0);
    }
}

static void texts_with_zeros_are_taken_to_their_end(void) {
    store_auth_verifier *it = verifier();
    store_auth_verdict verdict;
    store_auth_text id = {ID "\0more", strlen(ID) + 5};
    CHECK(store_auth_verify_texts(it, id, text(PRODUCT), text(EXPIRY), text(SIGNATURE), NOW, &verdict) ==
          STORE_AUTH_MALFORMED);
    store_auth_verifier_free(it);
}

int main(void) {
    nulls_let_nobody_in();
    nulls_in_settings_are_refused();
    what_is_gone_is_known_to_be();
    any_bytes_are_a_verdict();
    texts_with_zeros_are_taken_to_their_end();
    puts("misuse: lets nobody in");
    return 0;
}
