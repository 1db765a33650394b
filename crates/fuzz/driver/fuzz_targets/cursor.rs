//! Drives [`docket_fuzz::cursor`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| docket_fuzz::cursor(bytes));
