//! Drives [`docket_fuzz::bodies`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| docket_fuzz::bodies(bytes));
