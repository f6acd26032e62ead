/* What a verdict costs beside the same written in C with OpenSSL's SHA-1: how many nanoseconds of CPU a call, the median of rounds.
 *
 * The plain one is what one writes in an afternoon: the format of the expiry by `sscanf`, `timegm`, SHA-1, `CRYPTO_memcmp`. Each
 * takes the four texts, and says who is let in until when.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <store_auth.h>
#include <time.h>

#define ROUNDS 21
#define CALLS 200000

static const char KEY[] = "e4232e0620f9290025cb3783768c9c8c4686078c", ID[] = "XU4XHT8XQDWK",
                  PRODUCT[] = "b5d78da0853d97e2ec28feb5e31b9953d9c72420", EXPIRY[] = "2016-04-26T08:17:59.059+0000",
                  SIGNATURE[] = "16be1703017fd1001fe63465e50523982f10b0ca";
static const int64_t NOW = INT64_C(1461657600000);

static store_auth_verifier *verifier;
static EVP_MD_CTX *context;
static EVP_MD *sha1;

static int is_sound(const char *text, size_t length, size_t most) {
    if (length == 0 || length > most) return 0;
    for (size_t at = 0; at < length; at++)
        if (text[at] < 0x21 || text[at] > 0x7e || text[at] == '#') return 0;
    return 1;
}

/* The hash as `SHA1` (1) or by a digest and a context that are kept (0). */
static int plain(const char *id, const char *product, const char *expiry, const char *signature, int by_sha1, int64_t *until) {
    struct tm tm = {0};
    int thousandths, end = 0;
    if (!is_sound(id, strlen(id), 64) || !is_sound(product, strlen(product), 50) || strlen(signature) != 40) return 0;
    if (sscanf(expiry, "%4d-%2d-%2dT%2d:%2d:%2d.%3d+0000%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
               &tm.tm_sec, &thousandths, &end) != 7 || expiry[end] != 0)
        return 0;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    *until = (int64_t)timegm(&tm) * 1000;
    if (*until < NOW) return 0;
    char message[400], digits[41];
    unsigned char digest[20];
    int length = snprintf(message, sizeof message, "%s#%s#%s#%s", id, product, KEY, expiry);
    if (by_sha1) {
        SHA1((unsigned char *)message, (size_t)length, digest);
    } else {
        EVP_DigestInit_ex2(context, sha1, NULL);
        EVP_DigestUpdate(context, message, (size_t)length);
        EVP_DigestFinal_ex(context, digest, NULL);
    }
    static const char HEX[] = "0123456789abcdef";
    for (int at = 0; at < 20; at++) {
        digits[2 * at] = HEX[digest[at] >> 4];
        digits[2 * at + 1] = HEX[digest[at] & 15];
    }
    return CRYPTO_memcmp(digits, signature, 40) == 0;
}

static int plain_sha1(const char *id) { int64_t until; return plain(id, PRODUCT, EXPIRY, SIGNATURE, 1, &until); }
static int plain_evp(const char *id) { int64_t until; return plain(id, PRODUCT, EXPIRY, SIGNATURE, 0, &until); }

static int ours(const char *id) {
    store_auth_verdict verdict;
    store_auth_text texts[4] = {{id, strlen(id)}, {PRODUCT, 40}, {EXPIRY, 28}, {SIGNATURE, 40}};
    return store_auth_verify_texts(verifier, texts[0], texts[1], texts[2], texts[3], NOW, &verdict) == 0;
}

static int ours_url(const char *id) {
    static char url[2][200];
    char *one = url[*id == 'X'];
    if (!*one) snprintf(one, sizeof url[0], "/feed?id=%s&pc=%s&expiry=%s&signature=%s", id, PRODUCT, EXPIRY, SIGNATURE);
    store_auth_verdict verdict;
    store_auth_text text = {one, strlen(one)};
    return store_auth_verify_url(verifier, text, NOW, &verdict) == 0;
}

static const struct { const char *name; int (*run)(const char *); } WAYS[] = {
    {"plain C, OpenSSL's `SHA1`", plain_sha1},
    {"plain C, OpenSSL's `EVP` with what it needs kept", plain_evp},
    {"this library, four texts", ours},
    {"this library, a URL", ours_url},
};
enum { N = sizeof WAYS / sizeof *WAYS };

static int by_size(const void *one, const void *other) {
    double difference = *(const double *)one - *(const double *)other;
    return (difference > 0) - (difference < 0);
}

int main(int count, char **arguments) {
    int calls = count > 1 ? atoi(arguments[1]) : CALLS;
    context = EVP_MD_CTX_new();
    sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    store_auth_settings *settings = store_auth_settings_new();
    store_auth_add_key(settings, (store_auth_text){KEY, 40}, STORE_AUTH_NO_END, NULL);
    verifier = store_auth_verifier_new(settings, NULL);
    static double took[N][ROUNDS];
    for (int way = 0; way < N; way++)
        if (!WAYS[way].run(ID) || WAYS[way].run("YU4XHT8XQDWK")) {
            fprintf(stderr, "%s: not the right answers\n", WAYS[way].name);
            return 1;
        }
    for (int round = 0; round < ROUNDS; round++)
        for (int way = 0; way < N; way++) {
            struct timespec start, end;
            int let_in = 0;
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
            for (int call = 0; call < calls; call++) let_in += WAYS[way].run(ID);
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
            if (let_in != calls) return 1;
            took[way][round] = ((double)(end.tv_sec - start.tv_sec) * 1e9 + (double)(end.tv_nsec - start.tv_nsec)) / calls;
        }
    puts("| | ns of CPU a call |\n|---|--:|");
    for (int way = 0; way < N; way++) {
        qsort(took[way], ROUNDS, sizeof took[way][0], by_size);
        printf("| %s | %.0f |\n", WAYS[way].name, took[way][ROUNDS / 2]);
    }
    store_auth_verifier_free(verifier);
    EVP_MD_free(sha1);
    EVP_MD_CTX_free(context);
    return 0;
}
