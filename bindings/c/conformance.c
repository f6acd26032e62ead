/* Answers requests, one JSON object a line, as `storeauth conformance --exec` asks them. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <store_auth.h>
#include <time.h>

static void give_up(const char *what) {
    fprintf(stderr, "conformance: %s\n", what);
    exit(2);
}

static store_auth_text text(const json_t *value) {
    if (!json_is_string(value)) give_up("expected a string");
    store_auth_text text = {json_string_value(value), json_string_length(value)};
    return text;
}

static int64_t whole(const json_t *value) {
    if (!json_is_integer(value)) give_up("expected a whole number");
    return json_integer_value(value);
}

/* Seconds that need more than 64 bits as milliseconds are the most there can be. */
static int64_t milliseconds(const json_t *seconds) {
    int64_t found = whole(seconds);
    return found > INT64_MAX / 1000 ? INT64_MAX : found * 1000;
}

static int64_t instant(const json_t *value) {
    struct tm tm = {0};
    int thousandths;
    char zone;
    if (sscanf(text(value).data, "%4d-%2d-%2dT%2d:%2d:%2d.%3d%c", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
               &tm.tm_min, &tm.tm_sec, &thousandths, &zone) != 8 || zone != 'Z')
        give_up("expected an instant");
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    return (int64_t)timegm(&tm) * 1000 + thousandths;
}

static store_auth_verifier *verifier(const json_t *keys, const json_t *policy) {
    store_auth_settings *settings = store_auth_settings_new();
    store_auth_failure failure = {"none"};
    int failed = 0;
    size_t place;
    json_t *key;
    json_array_foreach(keys, place, key) {
        const json_t *until = json_object_get(key, "acceptUntil");
        failed |= store_auth_add_key(settings, text(json_object_get(key, "key")),
                                     json_is_null(until) ? STORE_AUTH_NO_END : instant(until), &failure);
    }
    const json_t *lifetime = json_object_get(policy, "maxLifetimeSeconds"), *products = json_object_get(policy, "products");
    failed |= store_auth_set_leeway(settings, milliseconds(json_object_get(policy, "leewaySeconds")), &failure);
    failed |= store_auth_set_expiry_encoding(settings, text(json_object_get(policy, "expiryEncoding")).data, &failure);
    if (!json_is_null(lifetime)) failed |= store_auth_set_max_lifetime(settings, milliseconds(lifetime), &failure);
    if (!json_is_null(products)) {
        size_t count = json_array_size(products);
        store_auth_text *codes = calloc(count + 1, sizeof *codes);
        for (size_t at = 0; at < count; at++) codes[at] = text(json_array_get(products, at));
        failed |= store_auth_set_products(settings, codes, count, &failure);
        free(codes);
    }
    store_auth_verifier *made = failed ? NULL : store_auth_verifier_new(settings, &failure);
    if (made == NULL) give_up(failure.text);
    return made;
}

static void answer(json_int_t test, const store_auth_verdict *verdict) {
    if (verdict->code != STORE_AUTH_AUTHORIZED) {
        const char *field = store_auth_field_name(verdict->field), *quote = field ? "\"" : "";
        printf("{\"tcId\":%" JSON_INTEGER_FORMAT ",\"result\":\"denied\",\"reason\":\"%s\",\"field\":%s%s%s}\n", test,
               store_auth_code_name(verdict->code), quote, field ? field : "null", quote);
        return;
    }
    int64_t thousandths = verdict->expires_at_ms % 1000;
    if (thousandths < 0) thousandths += 1000;
    time_t seconds = (verdict->expires_at_ms - thousandths) / 1000;
    struct tm tm;
    gmtime_r(&seconds, &tm);
    printf("{\"tcId\":%" JSON_INTEGER_FORMAT ",\"result\":\"authorized\",\"key\":%u,"
           "\"expiresAt\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"}\n",
           test, verdict->key, tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
           (int)thousandths);
}

int main(void) {
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) > 0) {
        json_error_t error;
        json_t *request = json_loadb(line, (size_t)length, JSON_ALLOW_NUL, &error);
        if (request == NULL) give_up(error.text);
        store_auth_verifier *it = verifier(json_object_get(request, "serverKeys"), json_object_get(request, "policy"));
        store_auth_verdict verdict;
        store_auth_verify_texts(it, text(json_object_get(request, "id")), text(json_object_get(request, "pc")),
                                text(json_object_get(request, "expiry")), text(json_object_get(request, "signature")),
                                instant(json_object_get(request, "now")), &verdict);
        answer(whole(json_object_get(request, "tcId")), &verdict);
        fflush(stdout);
        store_auth_verifier_free(it);
        json_decref(request);
    }
    free(line);
    return 0;
}
