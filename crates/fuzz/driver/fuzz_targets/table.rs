//! Drives [`docket_fuzz::table`].

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| docket_fuzz::table(bytes));
