#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| store_auth_fuzz::store_wire(data));
