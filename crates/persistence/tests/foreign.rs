//! Databases of other programs: that all shapes in which they come are understood, and that nothing
//! about them changes.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

mod foreign {
    mod faults;
    mod files;
    mod shapes;
    mod source;
}
