/* What a verifier is made of, what it says, and in which words. */
#include "check.h"

static void warned(const char *text, void *context) { strncat(context, text, 200); }

static void an_authorization_says_who_until_when_and_by_which_key(void) {
    store_auth_verifier *it = verifier();
    store_auth_verdict verdict;
    CHECK(store_auth_verify_query(it, text(QUERY), NOW, &verdict) == STORE_AUTH_AUTHORIZED);
    CHECK(verdict.code == 0 && verdict.status == 200 && verdict.key == 0 && verdict.field == 0);
    CHECK(strcmp(verdict.id, ID) == 0 && verdict.id_length == strlen(ID));
    CHECK(strcmp(verdict.product, PRODUCT) == 0 && verdict.product_length == 40);
    CHECK(verdict.expires_at_ms == INT64_C(1461658679000));
    CHECK(store_auth_verify_url(it, text("https://data.example/feed?" QUERY), NOW, &verdict) == 0);
    CHECK(store_auth_verify_texts(it, text(ID), text(PRODUCT), text(EXPIRY), text(SIGNATURE), NOW, &verdict) == 0);
    store_auth_verifier_free(it);
}

static void a_denial_has_a_code_a_field_a_status_and_words(void) {
    store_auth_verifier *it = verifier();
    store_auth_verdict verdict;
    char said[200];
    CHECK(store_auth_verify_query(it, text("id=" ID), NOW, &verdict) == STORE_AUTH_MALFORMED);
    CHECK(verdict.status == 401 && strcmp(store_auth_field_name(verdict.field), "pc") == 0);
    CHECK(verdict.id[0] == 0 && verdict.id_length == 0);
    CHECK(store_auth_message(&verdict, said, sizeof said) == strlen(said));
    CHECK(strcmp(said, "malformed pc: expected `pc`, found none") == 0);
    CHECK(store_auth_challenge(&verdict, said, sizeof said) == 9 && strcmp(said, "StoreAuth") == 0);

    CHECK(store_auth_verify_query(it, text(QUERY), STORE_AUTH_NOW, &verdict) == STORE_AUTH_EXPIRED);
    CHECK(strcmp(store_auth_code_name(verdict.code), "expired") == 0);
    CHECK(store_auth_challenge(&verdict, said, sizeof said) && strcmp(said, "StoreAuth error=\"expired\"") == 0);

    CHECK(store_auth_verify_query(it, text("id=%\"&pc=1"), NOW, &verdict) == STORE_AUTH_MALFORMED);
    store_auth_problem_json(&verdict, said, sizeof said);
    CHECK(strcmp(said, "{\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"malformed id: expected two hexadecimal digits "
                       "behind the '%' at offset 0\",\"reason\":\"malformed\",\"field\":\"id\"}") == 0);
    store_auth_verifier_free(it);
}

static void a_text_is_cut_to_its_buffer_and_says_how_long_it_is(void) {
    store_auth_verifier *it = verifier();
    store_auth_verdict verdict;
    store_auth_verify_query(it, text(""), NOW, &verdict);
    char small[10] = "?????????", all[100];
    size_t length = store_auth_message(&verdict, NULL, 0);
    CHECK(store_auth_message(&verdict, all, sizeof all) == length && strlen(all) == length);
    CHECK(store_auth_message(&verdict, small, sizeof small) == length);
    CHECK(strncmp(small, all, 9) == 0 && small[9] == 0);
    char one = '?';
    CHECK(store_auth_message(&verdict, &one, 0) == length && one == '?');
    CHECK(store_auth_message(&verdict, &one, 1) == length && one == 0);
    store_auth_verifier_free(it);
}

static void a_policy_is_obeyed(void) {
    store_auth_settings *settings = store_auth_settings_new();
    store_auth_text codes[] = {text("other"), text(PRODUCT)};
    CHECK(store_auth_add_key(settings, text(KEY), NOW + 1, NULL) == 0);
    CHECK(store_auth_set_products(settings, codes, 2, NULL) == 0);
    CHECK(store_auth_set_leeway(settings, 5000, NULL) == 0);
    CHECK(store_auth_set_max_lifetime(settings, 600000, NULL) == 0);
    CHECK(store_auth_set_expiry_encoding(settings, "as-received", NULL) == 0);
    store_auth_verifier *it = store_auth_verifier_new(settings, NULL);
    store_auth_verdict verdict;
    CHECK(store_auth_verify_query(it, text(QUERY), NOW, &verdict) == STORE_AUTH_LIFETIME_TOO_LONG);
    CHECK(verdict.status == 403);
    CHECK(store_auth_accepts_any(it, NOW + 1) == 1 && store_auth_accepts_any(it, NOW + 2) == 0);
    CHECK(store_auth_verify_query(it, text(QUERY), NOW + 2, &verdict) == STORE_AUTH_SIGNATURE_MISMATCH);
    store_auth_verifier_free(it);

    settings = store_auth_settings_new();
    CHECK(store_auth_add_key(settings, text(KEY), STORE_AUTH_NO_END, NULL) == 0);
    CHECK(store_auth_set_products(settings, NULL, 0, NULL) == 0);
    it = store_auth_verifier_new(settings, NULL);
    CHECK(store_auth_verify_query(it, text(QUERY), NOW, &verdict) == STORE_AUTH_PRODUCT_NOT_ALLOWED);
    store_auth_verifier_free(it);
}

static void what_is_no_setting_is_refused_in_words(void) {
    store_auth_settings *settings = store_auth_settings_new();
    store_auth_failure failure;
    CHECK(store_auth_add_key(settings, text(KEY "\n"), STORE_AUTH_NO_END, &failure) == 1);
    CHECK(strstr(failure.text, "key 0: server key ends with white space or a line break") == failure.text);
    CHECK(store_auth_add_key_file(settings, "/nowhere/server.key", STORE_AUTH_NO_END, &failure) == 1);
    CHECK(strstr(failure.text, "key file /nowhere/server.key: No such file") == failure.text);
    CHECK(store_auth_set_leeway(settings, -1, &failure) == 1);
    CHECK(strcmp(failure.text, "leeway: expected milliseconds from 0 on, found -1") == 0);
    CHECK(store_auth_set_expiry_encoding(settings, "java", &failure) == 1);
    CHECK(strcmp(failure.text, "expiry encoding: expected one of as-received, java-sample, either") == 0);
    CHECK(store_auth_set_products(settings, (store_auth_text[]){{"", 0}}, 1, &failure) == 1);
    CHECK(strstr(failure.text, "products: malformed pc: expected 1 to 50 bytes") == failure.text);
    CHECK(store_auth_verifier_new(settings, &failure) == NULL);
    CHECK(strcmp(failure.text, "no server key: expected at least one") == 0);
}

static void a_key_that_can_be_guessed_is_warned_of(void) {
    store_auth_settings *settings = store_auth_settings_new();
    char said[300] = "";
    store_auth_on_warning(settings, warned, said);
    CHECK(store_auth_add_key(settings, text("secret"), STORE_AUTH_NO_END, NULL) == 0);
    CHECK(strstr(said, "the key is too short to hold 128 random bits") == said);
    store_auth_settings_free(settings);
}

int main(void) {
    CHECK(store_auth_abi() == STORE_AUTH_ABI);
    an_authorization_says_who_until_when_and_by_which_key();
    a_denial_has_a_code_a_field_a_status_and_words();
    a_text_is_cut_to_its_buffer_and_says_how_long_it_is();
    a_policy_is_obeyed();
    what_is_no_setting_is_refused_in_words();
    a_key_that_can_be_guessed_is_warned_of();
    puts("verdicts: as they should be");
    return 0;
}
