/* Store Authorization for C and C++. Written by cbindgen from bindings/c/src: not edited by hand.
 *
 * Every time is in milliseconds since 1970-01-01T00:00:00Z, every length of time in milliseconds. Whatever is passed is
 * only read during the call. No function prints anything, and none ends the program.
 */

#ifndef STORE_AUTH_H
#define STORE_AUTH_H

#include <stddef.h>
#include <stdint.h>

// The longest text of a failure, and the zero behind it.
#define STORE_AUTH_FAILURE_SIZE 512

// The Store authorized the request.
#define STORE_AUTH_AUTHORIZED 0

// A field does not have the form that the scheme asks for.
#define STORE_AUTH_MALFORMED 1

// The expiry, with the leeway, is past.
#define STORE_AUTH_EXPIRED 2

// No accepted server key makes this signature for these fields.
#define STORE_AUTH_SIGNATURE_MISMATCH 3

// The Store authorized the request, for a product that this server does not serve.
#define STORE_AUTH_PRODUCT_NOT_ALLOWED 4

// The Store authorized the request, for longer than this server accepts.
#define STORE_AUTH_LIFETIME_TOO_LONG 5

// Nobody could be asked: a null, a handle whose verifier is gone, or a length that no memory has. `status` is 500.
#define STORE_AUTH_MISUSED 254

// A mistake in the library, which is like `STORE_AUTH_MISUSED`.
#define STORE_AUTH_PANICKED 255

// The bytes of the longest id, and the zero behind them.
#define STORE_AUTH_ID_SIZE 65

// The bytes of the longest product code, and the zero behind them.
#define STORE_AUTH_PRODUCT_SIZE 51

// For a key that is accepted for good.
#define STORE_AUTH_NO_END INT64_MAX

// The number of this interface. A program that was compiled with another one than `store_auth_abi` says must not go on.
#define STORE_AUTH_ABI 1

// For a time: now, by the clock of the system.
#define STORE_AUTH_NOW INT64_MIN

// What came of a request, as a number that never changes.
enum Code
#if defined(__cplusplus) || __STDC_VERSION__ >= 202311L
  : uint32_t
#endif // defined(__cplusplus) || __STDC_VERSION__ >= 202311L
 {
  // The Store authorized it.
  Authorized = 0,
  // A field does not have the form that the scheme asks for.
  Malformed = 1,
  // The expiry, with the leeway, is past.
  Expired = 2,
  // No accepted server key makes this signature for these fields.
  SignatureMismatch = 3,
  // The Store authorized it, for a product that this server does not serve.
  ProductNotAllowed = 4,
  // The Store authorized it, for longer than this server accepts.
  LifetimeTooLong = 5,
};
#ifndef __cplusplus
#if __STDC_VERSION__ >= 202311L
typedef enum Code Code;
#else
typedef uint32_t Code;
#endif // __STDC_VERSION__ >= 202311L
#endif // __cplusplus

// Keys and a policy, to be made a verifier of. One thread at a time may use them.
//
// What sets something returns 0 where that is done. Else it returns 1, changes nothing, and says why in `failure`, unless that
// is null.
typedef struct store_auth_settings store_auth_settings;

// Verifies requests. Any number of threads may use it at once; it is freed when none does any more.
//
// What verifies returns the code that it writes into the verdict: 0 if and only if the request is authorized.
typedef struct store_auth_verifier store_auth_verifier;

// Is told of a key that is easy to get at, or most likely more than the key: by a text with a zero behind it, which is gone
// when the function returns, and by what was given with it.
typedef void (*store_auth_warn)(const char *text, void *context);

// So many bytes, which need no zero behind them. Null is an empty text where the length is 0.
typedef struct {
  // The first byte.
  const char *data;
  // How many there are.
  size_t length;
} store_auth_text;

// Why something could not be set: which, and what was expected. No byte of a key is in it.
typedef struct {
  // The text, with a zero behind it.
  char text[STORE_AUTH_FAILURE_SIZE];
} store_auth_failure;

// What the message of a denial needs beside its code, its field and its expiry. It says nothing of its own.
typedef struct {
  // What is wrong with a field, by its number.
  uint32_t problem;
  // The byte that has no place.
  uint32_t byte;
  // An offset, or how many bytes there are.
  uint64_t place;
  // The time of the check.
  int64_t now_ms;
  // The longest lifetime that is accepted.
  uint64_t max_lifetime_ms;
} store_auth_detail;

// What came of a request. It holds its texts itself, and outlives the request.
typedef struct {
  // The number of the code: 0 if and only if the request is authorized.
  uint32_t code;
  // The first bad field, where the request is malformed: 1 id, 2 product code, 3 expiry, 4 signature. Else 0.
  uint32_t field;
  // Which key matched, where authorized: 0 is the current one. Else 0.
  uint32_t key;
  // How many bytes the id has.
  uint32_t id_length;
  // How many bytes the product code has.
  uint32_t product_length;
  // The status to answer with over HTTP: 200, 401 or 403, or 500 where nobody could be asked.
  uint32_t status;
  // Where authorized, the last instant at which that holds, in milliseconds since 1970-01-01T00:00:00Z, without any
  // leeway. Where expired or too long, the expiry that the request has. Else 0.
  int64_t expires_at_ms;
  // The id of the display or company, where authorized, and zeros behind it.
  char id[STORE_AUTH_ID_SIZE];
  // The product code, where authorized, and zeros behind it.
  char product[STORE_AUTH_PRODUCT_SIZE];
  // What the message is made of.
  store_auth_detail detail;
} store_auth_verdict;

// All codes, each at the place of its number.
#define Code_ALL { Authorized, Malformed, Expired, SignatureMismatch, ProductNotAllowed, LifetimeTooLong, }

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// The name of a code, such as `signature-mismatch`; null for a number that is none. It stays, and is not to be freed.
const char *store_auth_code_name(uint32_t code);

// The name of a field on the wire, such as `expiry`; null for 0 and for a number that is none. It stays, and is not to be
// freed.
const char *store_auth_field_name(uint32_t field);

// Settings without a key, which let in every product for any time and know no leeway. Null where there is a mistake in the
// library.
store_auth_settings *store_auth_settings_new(void);

// Frees settings of which no verifier is to be made. Null, and settings that are gone, are left as they are.
//
// # Safety
// They are what `store_auth_settings_new` gave, or null.
void store_auth_settings_free(store_auth_settings *settings);

// Whom to tell of keys that are added from now on; null for nobody.
//
// # Safety
// The settings are what `store_auth_settings_new` gave, or null, and nobody else uses them meanwhile.
void store_auth_on_warning(store_auth_settings *settings, store_auth_warn warn, void *context);

// Adds a key, to be tried behind those before: all of its bytes, accepted until and at a time, or for good.
//
// # Safety
// As of each of these functions: the settings are what `store_auth_settings_new` gave, or null, and nobody else uses them
// meanwhile; a text has as many bytes as it says; `failure` is null, or room for one.
int store_auth_add_key(store_auth_settings *settings,
                       store_auth_text key,
                       int64_t accept_until_ms,
                       store_auth_failure *failure);

// Adds the key that a file holds, and nothing else.
//
// # Safety
// As of `store_auth_add_key`; the path ends with a zero.
int store_auth_add_key_file(store_auth_settings *settings,
                            const char *path,
                            int64_t accept_until_ms,
                            store_auth_failure *failure);

// How long after its expiry a request is let in.
//
// # Safety
// As of `store_auth_add_key`.
int store_auth_set_leeway(store_auth_settings *settings, int64_t milliseconds, store_auth_failure *failure);

// How long before its expiry, at the most, a request is let in.
//
// # Safety
// As of `store_auth_add_key`.
int store_auth_set_max_lifetime(store_auth_settings *settings, int64_t milliseconds, store_auth_failure *failure);

// The product codes that are served: so many texts. With none of them, nobody is let in.
//
// # Safety
// As of `store_auth_add_key`; there are so many texts.
int store_auth_set_products(store_auth_settings *settings,
                            const store_auth_text *codes,
                            size_t count,
                            store_auth_failure *failure);

// Which text of the expiry a signature may cover: `as-received`, `java-sample` or `either`.
//
// # Safety
// As of `store_auth_add_key`; the name ends with a zero.
int store_auth_set_expiry_encoding(store_auth_settings *settings, const char *name, store_auth_failure *failure);

// Makes a verifier of settings, which are gone from then on, also where it fails: then it returns null, and says why.
//
// # Safety
// As of `store_auth_add_key`.
store_auth_verifier *store_auth_verifier_new(store_auth_settings *settings, store_auth_failure *failure);

// The number of the interface that the library has: `STORE_AUTH_ABI` of its header.
uint32_t store_auth_abi(void);

// Frees a verifier, and wipes its keys. Null, and one that is gone, are left as they are; whoever asks one that is gone lets
// nobody in. A few bytes of each stay, to know it by.
//
// # Safety
// It is what `store_auth_verifier_new` gave, or null, and nobody uses it meanwhile.
void store_auth_verifier_free(store_auth_verifier *verifier);

// Whether a verifier accepts any key at a time: 1, or 0 where it lets nobody in.
//
// # Safety
// As of `store_auth_verify_url`.
uint32_t store_auth_accepts_any(const store_auth_verifier *verifier, int64_t now_ms);

// Verifies a URL, or a request target such as `/feed?id=…`, as of a time.
//
// # Safety
// The verifier is what `store_auth_verifier_new` gave, or null, and is not freed meanwhile; a text has as many bytes as it says;
// `verdict` is null, or room for one.
uint32_t store_auth_verify_url(const store_auth_verifier *verifier,
                               store_auth_text url,
                               int64_t now_ms,
                               store_auth_verdict *verdict);

// Verifies a query such as `id=…&pc=…&expiry=…&signature=…`, as of a time.
//
// # Safety
// As of `store_auth_verify_url`.
uint32_t store_auth_verify_query(const store_auth_verifier *verifier,
                                 store_auth_text query,
                                 int64_t now_ms,
                                 store_auth_verdict *verdict);

// Verifies the four texts, decoded, as of a time.
//
// # Safety
// As of `store_auth_verify_url`.
uint32_t store_auth_verify_texts(const store_auth_verifier *verifier,
                                 store_auth_text id,
                                 store_auth_text product,
                                 store_auth_text expiry,
                                 store_auth_text signature,
                                 int64_t now_ms,
                                 store_auth_verdict *verdict);

// What came of a request, for people: no signature, no key. As much of it as there is room for, with a zero behind it; returns the
// length of all of it, as `snprintf` does.
//
// # Safety
// As of each of these functions: `verdict` is one, or null, and `buffer` is null, or has so many bytes.
size_t store_auth_message(const store_auth_verdict *verdict,
                          char *buffer,
                          size_t size);

// The body of a denial, as `application/problem+json`; empty where the request is authorized. Where nobody could be asked it
// has `title` and `status` alone, Internal Server Error and 500. Written as by `store_auth_message`.
//
// # Safety
// As of `store_auth_message`.
size_t store_auth_problem_json(const store_auth_verdict *verdict,
                               char *buffer,
                               size_t size);

// The header `WWW-Authenticate` of a 401; empty for every other status. Written as by `store_auth_message`.
//
// # Safety
// As of `store_auth_message`.
size_t store_auth_challenge(const store_auth_verdict *verdict, char *buffer, size_t size);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* STORE_AUTH_H */
