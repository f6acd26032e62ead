/* What the library's parsers must do, written from the rules of the scheme and not from the library.

   Below the line, each function without parameters is one property for cbmc, and holds for every value of every byte
   that `any_text` leaves open. The WRONG_ macros make the specification wrong in one place each: then it must fail. */

#include "wasm-rt.h"
#include "parsers.c"

/* 1 where the specification is to be wrong, else 0. */
#ifndef WRONG_HOUR
#define WRONG_HOUR 0
#endif
#ifndef WRONG_LEAP_YEAR
#define WRONG_LEAP_YEAR 0
#endif
#ifndef WRONG_LENGTH
#define WRONG_LENGTH 0
#endif
#ifndef WRONG_FRACTION
#define WRONG_FRACTION 0
#endif
#ifndef WRONG_CASE
#define WRONG_CASE 0
#endif
#ifndef WRONG_NIBBLES
#define WRONG_NIBBLES 0
#endif
#ifndef WRONG_DELIMITER
#define WRONG_DELIMITER 0
#endif
#ifndef WRONG_BYTE
#define WRONG_BYTE 0
#endif

enum {
  LAST_HOUR = 23 + WRONG_HOUR,
  LEAP_CENTURIES = WRONG_LEAP_YEAR ? 100 : 400,
  LONGEST_ID = 64 - WRONG_LENGTH,
  LONGEST_PRODUCT_CODE = 50 + WRONG_LENGTH,
  LAST_VISIBLE = 0x7e + WRONG_BYTE,
};

typedef unsigned char byte;

static bool is_digit(byte b) { return '0' <= b && b <= '9'; }

static int two(const byte* text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

static int four(const byte* text) { return two(text) * 100 + two(text + 2); }

static bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % LEAP_CENTURIES == 0); }

static int days_in(int year, int month) {
  switch (month) {
    case 2: return is_leap(year) ? 29 : 28;
    case 4: case 6: case 9: case 11: return 30;
    default: return 31;
  }
}

/* YYYY-MM-DDThh:mm:ss.mmmZ or YYYY-MM-DDThh:mm:ss.mmm+0000 */
static bool is_expiry(const byte* text, unsigned length) {
  if (length != 24 && length != 28 && !(WRONG_LENGTH && length == 25)) return false;
  static const byte digits[17] = {0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 22};
  for (unsigned i = 0; i < 17; i++)
    if (!is_digit(text[digits[i]])) return false;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.')
    return false;
  if (length == 24 && text[23] != 'Z') return false;
  if (length == 28 && (text[23] != '+' || text[24] != '0' || text[25] != '0' || text[26] != '0' || text[27] != '0'))
    return false;
  int year = four(text), month = two(text + 5), day = two(text + 8);
  return 1 <= month && month <= 12 && 1 <= day && day <= days_in(year, month) && two(text + 11) <= LAST_HOUR &&
         two(text + 14) <= 59 && two(text + 17) <= 59;
}

/* Milliseconds since 1970 of an expiry: Howard Hinnant's days_from_civil. The years are counted from March, and moved
   by 400 of them so that nothing is negative. */
static int64_t instant_of(const byte* text, unsigned length) {
  unsigned year = four(text), month = two(text + 5), day = two(text + 8);
  unsigned march_year = year + 400 - (month <= 2);
  unsigned march_month = (month + 9) % 12;
  unsigned days = march_year * 365 + march_year / 4 - march_year / 100 + march_year / LEAP_CENTURIES +
                  (153 * march_month + 2) / 5 + day - 1;
  int64_t second = two(text + 17), fraction = (text[20] - '0') * 100 + two(text + 21);
  if ((length == 28) != WRONG_FRACTION && fraction == second) fraction = 0;
  int64_t seconds = ((int64_t)days - 719468 - 146097) * 86400 + two(text + 11) * 3600 + two(text + 14) * 60 + second;
  return seconds * 1000 + fraction;
}

static bool is_hex(byte b) {
  return is_digit(b) || ('a' <= b && b <= 'f') || (WRONG_CASE && 'A' <= b && b <= 'F');
}

static byte value(byte digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

static bool is_signature(const byte* text, unsigned length) {
  if (length != 40 - WRONG_LENGTH) return false;
  for (unsigned i = 0; i < length; i++)
    if (!is_hex(text[i])) return false;
  return true;
}

static bool is_token(const byte* text, unsigned length, unsigned longest) {
  if (length < 1 || length > longest) return false;
  for (unsigned i = 0; i < length; i++)
    if (text[i] < 0x21 || text[i] > LAST_VISIBLE || (text[i] == '#' && !WRONG_DELIMITER)) return false;
  return true;
}

/* ------------------------------------------------------------------------------------------------------------------ */

static Z_parsers_instance_t module;
static byte text[65];

/* An instance of the module with any bytes as its input. */
static void any_text(void) {
  wasm_rt_allocate_memory(&module.w2c_memory, 1, 1);
  init_globals(&module);
  init_memories(&module);
  __CPROVER_assert(module.w2c___heap_base <= MEMORY, "the memory of the proof holds all that the module has");
  byte* input = module.w2c_memory.data + Z_parsersZ_input(&module);
  for (unsigned i = 0; i < sizeof text; i++) {
    byte any;
    text[i] = any;
    input[i] = any;
  }
}

static void accepts_expiries(unsigned length) {
  bool accepted = Z_parsersZ_expiry_is_accepted(&module, length);
  __CPROVER_assert(accepted == is_expiry(text, length), "accepted exactly where it is an expiry");
}

void expiry_24(void) {
  any_text();
  accepts_expiries(24);
}

void expiry_28(void) {
  any_text();
  accepts_expiries(28);
}

void expiry_other_lengths(void) {
  any_text();
  for (unsigned length = 0; length <= 65; length++)
    if (length != 24 && length != 28) accepts_expiries(length);
}

/* Makes part of the text a constant: from `at`, the bytes of `part`. */
static void fix(unsigned at, const char* part) {
  byte* input = module.w2c_memory.data + Z_parsersZ_input(&module);
  for (unsigned i = 0; part[i]; i++) input[at + i] = text[at + i] = part[i];
}

static void reads_instants(unsigned length) {
  __CPROVER_assume(is_expiry(text, length));
  int64_t instant = Z_parsersZ_expiry_instant(&module, length);
  __CPROVER_assert(instant == instant_of(text, length), "the instant is that of the text");
}

void instant_of_dates(void) {
  any_text();
  fix(0, "20");
  fix(10, "T00:00:00.000Z");
  reads_instants(24);
}

void instant_of_times_24(void) {
  any_text();
  fix(0, "2016-02-29");
  reads_instants(24);
}

void instant_of_times_28(void) {
  any_text();
  fix(0, "2016-02-29");
  reads_instants(28);
}

static bool accepts_signatures(unsigned length) {
  bool accepted = Z_parsersZ_signature_is_accepted(&module, length);
  __CPROVER_assert(accepted == is_signature(text, length), "accepted exactly where it is a signature");
  return accepted;
}

void signature_40(void) {
  any_text();
  if (!accepts_signatures(40) || WRONG_CASE) return;
  const byte* output = module.w2c_memory.data + Z_parsersZ_output(&module);
  for (unsigned i = 0; i < 20; i++) {
    byte high = value(text[2 * i + WRONG_NIBBLES]), low = value(text[2 * i + 1 - WRONG_NIBBLES]);
    __CPROVER_assert(output[i] == high * 16 + low, "each byte is what its two digits mean");
  }
}

void signature_other_lengths(void) {
  any_text();
  for (unsigned length = 0; length <= 65; length++)
    if (length != 40) accepts_signatures(length);
}

/* A property that is wrong in itself: the module panics on less than four bytes. */
void no_panic(void) {
  any_text();
  Z_parsersZ_fourth_byte(&module, 3);
}

/* In parts: one alone would take gigabytes. */
static void accepts_ids(unsigned first, unsigned last) {
  any_text();
  for (unsigned length = first; length <= last; length++) {
    bool accepted = Z_parsersZ_id_is_accepted(&module, length);
    __CPROVER_assert(accepted == is_token(text, length, LONGEST_ID), "accepted exactly where it is an id");
  }
}

void id_0_21(void) { accepts_ids(0, 21); }
void id_22_43(void) { accepts_ids(22, 43); }
void id_44_65(void) { accepts_ids(44, 65); }

static void accepts_product_codes(unsigned first, unsigned last) {
  any_text();
  for (unsigned length = first; length <= last; length++) {
    bool accepted = Z_parsersZ_product_code_is_accepted(&module, length);
    __CPROVER_assert(accepted == is_token(text, length, LONGEST_PRODUCT_CODE),
                     "accepted exactly where it is a product code");
  }
}

void product_code_0_21(void) { accepts_product_codes(0, 21); }
void product_code_22_43(void) { accepts_product_codes(22, 43); }
void product_code_44_65(void) { accepts_product_codes(44, 65); }
