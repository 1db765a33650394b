//! Drives [`docket_fuzz::bearer`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| docket_fuzz::bearer(bytes));
