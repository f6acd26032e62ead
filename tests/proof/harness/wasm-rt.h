/* What the C that wasm2c writes asks of its surroundings, for a proof instead of a run: a trap is a failed assertion,
   and the memory is as small as the module needs, so that an access outside of it is a trap too. */
#ifndef WASM_RT_H_
#define WASM_RT_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define UNLIKELY(x) (x)
#define LIKELY(x) (x)
#define WABT_BIG_ENDIAN 0
#define WASM_RT_MEMCHECK_SIGNAL_HANDLER 0
#define WASM_RT_USE_STACK_DEPTH_COUNT 0

/* The first page is 64 KiB, of which the stack, the constants and the texts take what is here. */
#ifndef MEMORY
#define MEMORY 2560
#endif

typedef enum {
  WASM_RT_TRAP_OOB,
  WASM_RT_TRAP_INT_OVERFLOW,
  WASM_RT_TRAP_DIV_BY_ZERO,
  WASM_RT_TRAP_INVALID_CONVERSION,
  WASM_RT_TRAP_UNREACHABLE,
  WASM_RT_TRAP_CALL_INDIRECT,
} wasm_rt_trap_t;

typedef enum { WASM_RT_I32, WASM_RT_I64, WASM_RT_F32, WASM_RT_F64 } wasm_rt_type_t;

typedef void (*wasm_rt_function_ptr_t)(void);

typedef struct {
  uint32_t func_type;
  wasm_rt_function_ptr_t func;
  void* module_instance;
} wasm_rt_funcref_t;

typedef void* wasm_rt_externref_t;
static const wasm_rt_externref_t wasm_rt_externref_null_value = 0;

typedef struct {
  uint8_t* data;
  uint32_t pages, max_pages;
  uint32_t size;
} wasm_rt_memory_t;

typedef struct {
  wasm_rt_funcref_t* data;
  uint32_t max_size, size;
} wasm_rt_funcref_table_t;

typedef struct {
  wasm_rt_externref_t* data;
  uint32_t max_size, size;
} wasm_rt_externref_table_t;

static uint8_t wasm_memory[MEMORY];

/* Byte by byte, in place of what wasm2c writes for memory: that takes the address of a variable for each access, and
   cbmc keeps an object for each. `run` puts these where `DEFINE_LOAD` and `DEFINE_STORE` are used. */
#define BYTEWISE_LOAD(name, type, extended, result)                                 \
  static result name(wasm_rt_memory_t* memory, uint64_t address) {                  \
    RANGE_CHECK(memory, address, sizeof(type))                                      \
    uint64_t bits = 0;                                                              \
    for (unsigned i = 0; i < sizeof(type); i++)                                     \
      bits |= (uint64_t)memory->data[address + i] << (8 * i);                       \
    return (result)(extended)(type)bits;                                            \
  }

#define BYTEWISE_STORE(name, type, value_type)                                      \
  static void name(wasm_rt_memory_t* memory, uint64_t address, value_type value) {  \
    RANGE_CHECK(memory, address, sizeof(type))                                      \
    for (unsigned i = 0; i < sizeof(type); i++)                                     \
      memory->data[address + i] = (uint8_t)((uint64_t)(type)value >> (8 * i));      \
  }

static void copy_bytes(uint8_t* to, const uint8_t* from, uint32_t n) {
  if (to <= from)
    for (uint32_t i = 0; i < n; i++) to[i] = from[i];
  else
    for (uint32_t i = n; i > 0; i--) to[i - 1] = from[i - 1];
}
#define memmove(to, from, n) copy_bytes(to, from, n)

static void wasm_rt_trap(wasm_rt_trap_t trap) {
  __CPROVER_assert(false, "no trap: no panic, no access outside of the memory");
  __CPROVER_assume(false);
}

static uint32_t wasm_rt_register_func_type(uint32_t parameters, uint32_t results, ...) { return 0; }

static void wasm_rt_allocate_memory(wasm_rt_memory_t* memory, uint32_t pages, uint32_t max_pages) {
  memory->data = wasm_memory;
  memory->size = MEMORY;
}

static void wasm_rt_free_memory(wasm_rt_memory_t* memory) {}

#endif
